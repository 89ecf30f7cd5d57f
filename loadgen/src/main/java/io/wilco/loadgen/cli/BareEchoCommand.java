package io.wilco.loadgen.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.convert.ListenAddressConverter;
import io.wilco.loadgen.bare.BareEcho;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco bare-echo}: sends back what the bare forwarder forwards. */
@Command(name = "bare-echo", hidden = true, description = "Sends back what a bare forwarder forwards; see bench.")
public final class BareEchoCommand implements Subcommand, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description = "where to listen (default: ${DEFAULT-VALUE})")
    private HostPort listen = new HostPort("127.0.0.1", 0);

    @Override
    public Integer call() throws IOException {
        try (BareEcho echo = open()) {
            BareOptions.sayListening(Objects.requireNonNull(spec).commandLine().getOut(), listen, echo.address());
            echo.run();
        }
        return 0;
    }

    private BareEcho open() {
        try {
            return new BareEcho(listen.resolve());
        } catch (final IOException e) {
            throw BareOptions.noSocket(listen, e);
        }
    }
}
