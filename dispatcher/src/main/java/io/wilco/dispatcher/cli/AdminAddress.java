package io.wilco.dispatcher.cli;

import io.wilco.cli.HostPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where the administration is to be reached.
 *
 * @param address null for nowhere
 */
record AdminAddress(@Nullable HostPort address) {
    private static final String NONE = "none";

    /** Reads {@code HOST:PORT} or {@code none}. */
    static final class Converter implements ITypeConverter<AdminAddress> {
        @Override
        public AdminAddress convert(final String value) {
            if (value.strip().equals(NONE)) {
                return new AdminAddress(null);
            }
            try {
                return new AdminAddress(HostPort.parse(value.strip(), true));
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage() + ", or " + NONE);
            }
        }
    }
}
