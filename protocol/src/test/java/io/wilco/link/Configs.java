package io.wilco.link;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;

/** The default settings with some components changed, by name. */
final class Configs {
    private final Map<String, Number> changed = new HashMap<>();

    Configs set(final String component, final Number value) {
        changed.put(component, value);
        return this;
    }

    LinkConfig build() {
        final RecordComponent[] components = LinkConfig.class.getRecordComponents();
        final Class<?>[] types = new Class<?>[components.length];
        final Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                final Object value = components[i].getAccessor().invoke(LinkConfig.DEFAULT);
                final Number number = changed.getOrDefault(components[i].getName(), (Number) value);
                changed.remove(components[i].getName());
                values[i] = types[i] == int.class ? (Object) number.intValue() : (Object) number.longValue();
            }
            if (!changed.isEmpty()) {
                throw new IllegalArgumentException("no such settings: " + changed.keySet());
            }
            return LinkConfig.class.getDeclaredConstructor(types).newInstance(values);
        } catch (final java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
