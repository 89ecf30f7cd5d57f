package io.wilco.loadgen.cli;

import com.google.gson.JsonObject;
import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
import io.wilco.loadgen.bare.BareGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco bare-load}: the generator of the bare forwarder. Prints one line of JSON. */
@Command(
        name = "bare-load",
        hidden = true,
        description = "Sends messages through a bare-forwarder, and prints what it measured as a line of JSON.")
public final class BareLoadCommand implements Subcommand, Callable<Integer> {
    private static final double NS_PER_US = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--to", paramLabel = "HOST:PORT", required = true, description = "the bare-forwarder")
    private @Nullable HostPort to;

    @Option(names = "--outstanding", paramLabel = "N", required = true, description = "messages on their way")
    private int outstanding;

    @Option(names = "--duration", paramLabel = "TIME", description = "length of the measured part (default: 10s)")
    private Duration duration = Duration.ofSeconds(10);

    @Option(names = "--warmup", paramLabel = "TIME", description = "time before that (default: 2s)")
    private Duration warmup = Duration.ofSeconds(2);

    @Option(names = "--payload", paramLabel = "BYTES", description = "size of each (default: ${DEFAULT-VALUE})")
    private int payload = 64;

    @Override
    public Integer call() throws IOException {
        final HostPort forwarder = Objects.requireNonNull(to);
        try (BareGenerator generator = new BareGenerator(forwarder.resolve(), settings())) {
            Objects.requireNonNull(spec).commandLine().getOut().println(json(generator.run()));
        }
        return 0;
    }

    private BareGenerator.Settings settings() {
        try {
            return new BareGenerator.Settings(outstanding, payload, warmup.toNanos(), duration.toNanos());
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject json(final BareGenerator.Result result) {
        final JsonObject json = new JsonObject();
        json.addProperty("received", result.received());
        json.addProperty("resent", result.resent());
        json.addProperty("duration_s", result.durationS());
        json.addProperty("throughput_per_s", result.throughputPerS());
        final Histogram latency = result.latency();
        final JsonObject percentiles = new JsonObject();
        percentiles.addProperty("p50", latency.getValueAtPercentile(50) / NS_PER_US);
        percentiles.addProperty("p99", latency.getValueAtPercentile(99) / NS_PER_US);
        percentiles.addProperty("max", latency.getMaxValue() / NS_PER_US);
        json.add("latency_us", percentiles);
        return json;
    }
}
