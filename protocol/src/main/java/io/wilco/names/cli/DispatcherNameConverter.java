package io.wilco.names.cli;

import io.wilco.names.DispatcherName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT} or {@code srv:NAME}. For a list, give the option {@code split = ","}. */
public final class DispatcherNameConverter implements ITypeConverter<DispatcherName> {
    @Override
    public DispatcherName convert(final String value) {
        try {
            return DispatcherName.parse(value.strip());
        } catch (final IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
