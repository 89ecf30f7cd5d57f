package io.wilco.dispatcher.core;

import java.lang.reflect.RecordComponent;
import java.util.Map;

/** Records of settings with some components changed, by name. */
public final class Configs {
    private Configs() {}

    /** The default with one component changed. */
    static DispatcherConfig with(final String component, final Object value) {
        return with(DispatcherConfig.DEFAULT, component, value);
    }

    /** A copy with one component changed. */
    public static <R extends Record> R with(final R record, final String component, final Object value) {
        @SuppressWarnings("unchecked") // a record's class is its own
        final Class<R> type = (Class<R>) record.getClass();
        final RecordComponent[] components = type.getRecordComponents();
        final Class<?>[] types = new Class<?>[components.length];
        final Object[] values = new Object[components.length];
        boolean isKnown = false;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = components[i].getAccessor().invoke(record);
                if (components[i].getName().equals(component)) {
                    values[i] = fitting(types[i], value);
                    isKnown = true;
                }
            }
            if (!isKnown) {
                throw new IllegalArgumentException(type + " has no " + component);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalArgumentException(Map.of(component, value).toString(), e);
        }
    }

    private static Object fitting(final Class<?> type, final Object value) {
        return type == long.class && value instanceof Integer number ? (Object) number.longValue() : value;
    }
}
