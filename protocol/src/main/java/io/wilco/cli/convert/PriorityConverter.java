package io.wilco.cli.convert;

import io.wilco.wire.Priority;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code high}, {@code normal} and {@code low}. */
final class PriorityConverter implements ITypeConverter<Priority> {
    @Override
    public Priority convert(final String value) {
        return switch (value) {
            case "high" -> Priority.HIGH;
            case "normal" -> Priority.NORMAL;
            case "low" -> Priority.LOW;
            default -> throw new TypeConversionException("'" + value + "' is no priority; write high, normal or low");
        };
    }
}
