package io.wilco.cli.convert;

import io.wilco.cli.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a peer; port 0 is refused. For a list, give the option {@code split = ","}. */
public final class HostPortConverter implements ITypeConverter<HostPort> {

    @Override
    public HostPort convert(final String value) {
        try {
            return HostPort.parse(value.strip());
        } catch (final IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
