package io.wilco.cli.convert;

import io.wilco.cli.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an address to listen on; port 0 means any free one. Not the default for {@link HostPort}: name it in the
 * option's {@code converter}.
 */
public final class ListenAddressConverter implements ITypeConverter<HostPort> {

    @Override
    public HostPort convert(final String value) {
        try {
            return HostPort.parse(value.strip(), true);
        } catch (final IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
