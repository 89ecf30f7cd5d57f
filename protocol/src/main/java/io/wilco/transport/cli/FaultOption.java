package io.wilco.transport.cli;

import io.wilco.transport.Faults;
import io.wilco.transport.Transport;
import picocli.CommandLine;

/** The {@code --fault} option of every command with a socket; a picocli mixin. */
public final class FaultOption {
    @CommandLine.Option(
            names = "--fault",
            paramLabel = "FAULTS",
            converter = Converter.class,
            description = "make this process's network bad, for demonstrations: loss=0.1,dup=0.05,reorder=0.1,seed=1")
    private Faults faults = Faults.NONE;

    /** The transport behind the network that was asked for. */
    public Transport applyTo(final Transport transport) {
        return faults.applyTo(transport);
    }

    /** Reads the option's value. */
    static final class Converter implements CommandLine.ITypeConverter<Faults> {
        @Override
        public Faults convert(final String value) {
            try {
                return Faults.parse(value);
            } catch (final IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
