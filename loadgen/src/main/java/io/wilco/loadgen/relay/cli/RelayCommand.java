package io.wilco.loadgen.relay.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.cli.convert.ListenAddressConverter;
import io.wilco.loadgen.relay.Relay;
import io.wilco.transport.Faults;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco relay}: a bad network between others and a dispatcher. */
@Command(
        name = "relay",
        description =
                "Passes datagrams on to a dispatcher over a network as bad as you like, for tests and demonstrations.")
public final class RelayCommand implements Subcommand, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description = "where clients and workers find the relay (default: ${DEFAULT-VALUE})")
    private HostPort listen = HostPort.parse("127.0.0.1:7500");

    @Option(names = "--to", paramLabel = "HOST:PORT", required = true, description = "the dispatcher")
    private HostPort upstream = HostPort.parse("127.0.0.1:7400");

    @Option(
            names = "--fault",
            paramLabel = "FAULTS",
            description = "what happens to datagrams in each direction: loss=0.1,dup=0.05,reorder=0.1,seed=1")
    private String faults = "loss=0";

    @Override
    public Integer call() throws InterruptedException {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final Termination termination = Termination.onSignal(() -> 0);
        try (Relay relay = new Relay(listen.resolve(), upstream.resolve(), Faults.parse(faults))) {
            final HostPort real = new HostPort(listen.host(), relay.address().getPort());
            out.println("relay listening on " + real + ", passing on to " + upstream);
            out.flush();
            relay.join();
            return 0;
        } catch (final IllegalArgumentException e) {
            throw new UserError("--fault: " + e.getMessage());
        } catch (final IOException e) {
            throw new UserError("--listen " + listen + ": " + e.getMessage() + "; choose another port");
        } finally {
            termination.close();
        }
    }

    @Override
    public int order() {
        return 200;
    }
}
