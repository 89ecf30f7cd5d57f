package io.wilco.loadgen.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.convert.ListenAddressConverter;
import io.wilco.loadgen.bare.BareForwarder;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco bare-forwarder}: the ceiling that the dispatcher is measured against. */
@Command(
        name = "bare-forwarder",
        hidden = true,
        description = "Forwards messages between bare-load and bare-echo, without any protocol; see bench.")
public final class BareForwarderCommand implements Subcommand, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description = "where to listen (default: ${DEFAULT-VALUE})")
    private HostPort listen = new HostPort("127.0.0.1", 0);

    @Option(names = "--to", paramLabel = "HOST:PORT", required = true, description = "the bare-echo")
    private @Nullable HostPort to;

    @Override
    public Integer call() throws IOException {
        try (BareForwarder forwarder = open(Objects.requireNonNull(to))) {
            BareOptions.sayListening(Objects.requireNonNull(spec).commandLine().getOut(), listen, forwarder.address());
            forwarder.run();
        }
        return 0;
    }

    private BareForwarder open(final HostPort echo) {
        try {
            return new BareForwarder(listen.resolve(), echo.resolve());
        } catch (final IOException e) {
            throw BareOptions.noSocket(listen, e);
        }
    }
}
