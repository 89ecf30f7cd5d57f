package io.wilco.cli.convert;

import io.wilco.cli.HostPort;
import io.wilco.wire.Priority;
import java.time.Duration;
import picocli.CommandLine;

/** How every command of {@code wilco} reads its values. */
public final class Converters {
    private Converters() {}

    /**
     * Registers the converters with a command and the subcommands that it has already.
     *
     * @return the same command
     */
    public static CommandLine addTo(final CommandLine command) {
        final NumberConverter<Integer> ints = NumberConverter.ofInts();
        final NumberConverter<Long> longs = NumberConverter.ofLongs();
        final NumberConverter<Double> doubles = NumberConverter.ofDoubles();
        return command.registerConverter(Duration.class, new DurationConverter())
                .registerConverter(HostPort.class, new HostPortConverter())
                .registerConverter(Priority.class, new PriorityConverter())
                .registerConverter(int.class, ints)
                .registerConverter(Integer.class, ints)
                .registerConverter(long.class, longs)
                .registerConverter(Long.class, longs)
                .registerConverter(double.class, doubles)
                .registerConverter(Double.class, doubles);
    }
}
