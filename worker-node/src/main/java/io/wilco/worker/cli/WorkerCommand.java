package io.wilco.worker.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.Range;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.names.cli.DispatcherNameConverter;
import io.wilco.names.cli.NamesForUser;
import io.wilco.transport.ConnectedTransport;
import io.wilco.transport.Transport;
import io.wilco.transport.cli.FaultOption;
import io.wilco.wire.CloseReason;
import io.wilco.wire.WorkerTraits;
import io.wilco.worker.CliWorkers;
import io.wilco.worker.SyntheticHandler;
import io.wilco.worker.WorkerBuilder;
import io.wilco.worker.WorkerHost;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wilco worker}: a worker process with one of the built-in handlers. */
@CommandLine.Command(
        name = "worker",
        description = "Starts a worker with a built-in handler and registers it with dispatchers.",
        footer = {
            "",
            "It says 'registered with HOST:PORT' when requests can come. A dispatcher that is lost is looked for again"
                    + " without end. SIGTERM or Ctrl-C: takes nothing new, finishes what it has, then exits 0."
        })
public final class WorkerCommand implements Subcommand, Callable<Integer> {
    /** The built-in handlers. */
    enum BuiltIn {
        echo,
        synthetic,
        whoami
    }

    @CommandLine.Spec
    private @Nullable CommandSpec spec;

    @CommandLine.Option(
            names = "--dispatcher",
            paramLabel = "HOST:PORT|srv:NAME",
            split = ",",
            converter = DispatcherNameConverter.class,
            required = true,
            description = "dispatchers to register with, all of them. A name stands for all of its addresses, srv:NAME"
                    + " for those of its SRV records; both are looked up again and again")
    private List<DispatcherName> dispatchers = List.of();

    @CommandLine.Option(
            names = "--service",
            paramLabel = "NAME",
            description = "name of the service it offers (default: the handler's name)")
    private @Nullable String service;

    @CommandLine.Option(
            names = "--id",
            paramLabel = "NAME",
            description = "name of this worker; a later one of the same name takes its place (default: made up)")
    private String id = WorkerBuilder.defaultId();

    @CommandLine.Option(
            names = "--handler",
            description = "echo: returns the payload at once; synthetic: takes the time the request says;"
                    + " whoami: returns the worker's --id (default: ${DEFAULT-VALUE})")
    private BuiltIn handler = BuiltIn.echo;

    @CommandLine.Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "requests executed at once (default: one for each processor if synthetic, else 1)")
    private @Nullable Integer concurrency;

    @CommandLine.Option(
            names = "--weight",
            paramLabel = "N",
            description = "how much of the traffic it is to get; 200 is twice the usual (default: ${DEFAULT-VALUE})")
    private int weight = WorkerTraits.WEIGHT_USUAL;

    @CommandLine.Option(
            names = "--tier",
            paramLabel = "N",
            description = "it gets what workers of lower tiers have no free handler for (default: ${DEFAULT-VALUE})")
    private int tier;

    @CommandLine.Option(
            names = "--zone",
            paramLabel = "NAME",
            description = "where it is; dispatchers of the same zone prefer it (default: not said)")
    private String zone = "";

    @CommandLine.Option(
            names = "--queue",
            paramLabel = "N",
            description = "requests that may wait here (default: ${DEFAULT-VALUE})")
    private int queueMax = WorkerConfig.QUEUE_MAX_DEFAULT;

    @CommandLine.Option(
            names = "--slowdown",
            paramLabel = "F",
            description = "synthetic only: takes so many times as long as asked (default: ${DEFAULT-VALUE})")
    private double slowdown = 1;

    @CommandLine.Option(
            names = "--failing",
            paramLabel = "P",
            description = "synthetic only: fails this share of the requests at once (default: ${DEFAULT-VALUE})")
    private double failing;

    @CommandLine.Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            description = "how long to look for the first dispatcher (default: 10s)")
    private Duration connectTimeout = WorkerBuilder.CONNECT_TIMEOUT_DEFAULT;

    @CommandLine.Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            description = "how long to finish what it has when asked to end (default: 10s)")
    private Duration drainTimeout = WorkerBuilder.CLOSE_TIMEOUT_DEFAULT;

    @CommandLine.Mixin
    private final FaultOption faults = new FaultOption();

    @Override
    public Integer call() throws InterruptedException {
        if (concurrency != null) {
            Range.check("--concurrency", concurrency, 1, WorkerConfig.CONCURRENCY_CEILING);
        }
        Range.check("--weight", weight, 1, WorkerTraits.WEIGHT_MAX);
        Range.check("--tier", tier, 0, WorkerTraits.TIER_MAX);
        if (handler != BuiltIn.synthetic && (slowdown != 1 || failing != 0)) {
            throw new UserError("--slowdown and --failing are for '--handler synthetic'; leave them out, or add that");
        }
        if (!(slowdown > 0) || !(failing >= 0 && failing <= 1)) {
            throw new UserError("--slowdown is above 0, and --failing a share from 0 to 1");
        }
        Range.check("--queue", queueMax, 0, WorkerConfig.QUEUE_CEILING);
        final PrintWriter out =
                java.util.Objects.requireNonNull(spec).commandLine().getOut();
        final Names names = Names.of(dispatchers);
        final List<InetSocketAddress> addresses = NamesForUser.resolve(names);
        final WorkerHost host = open(addresses, new Log(out, id));
        final Termination termination = Termination.onSignal(() -> drain(host, out));
        try {
            host.start();
            names.watch(host::onDispatchers);
            if (!host.awaitRegistered(connectTimeout)) {
                throw new UserError("no dispatcher has registered this worker at "
                        + HostPort.text(addresses)
                        + ": "
                        + host.whyNotRegistered()
                        + "; start one with './wilco dispatcher', or mend --dispatcher");
            }
            host.join();
        } finally {
            names.close();
            termination.close();
        }
        if (host.isSuperseded()) {
            throw new UserError(
                    "another worker registered as '" + id + "' and took this one's place; give each its own --id",
                    UserError.RUN_FAILED);
        }
        return host.failure() == null ? 0 : UserError.RUN_FAILED;
    }

    private WorkerHost open(final List<InetSocketAddress> addresses, final WorkerListener log) {
        final int processors = Runtime.getRuntime().availableProcessors();
        final int defaultConcurrency = handler == BuiltIn.synthetic ? processors : 1;
        final String text = dispatchers.stream().map(DispatcherName::toString).collect(Collectors.joining(","));
        final String name = service == null ? handler.name() : service;
        try {
            final WorkerConfig config = WorkerConfig.of(
                            id, List.of(name), concurrency == null ? defaultConcurrency : concurrency)
                    .withQueueMax(queueMax)
                    .withTraits(new WorkerTraits(weight, tier, zone));
            final Transport transport =
                    faults.applyTo(new ConnectedTransport(config.link().datagramBytesMax()));
            return switch (handler) {
                case echo -> CliWorkers.echo(config, addresses, log, transport);
                case whoami -> CliWorkers.whoami(config, addresses, log, transport);
                case synthetic ->
                    CliWorkers.synthetic(
                            config, new SyntheticHandler(slowdown, failing), text, addresses, log, transport);
            };
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        } catch (final IOException e) {
            throw new UserError("the system gives no socket: " + e.getMessage(), UserError.RUN_FAILED);
        }
    }

    private int drain(final WorkerHost host, final PrintWriter out) {
        final boolean isDrained = host.close(drainTimeout);
        out.println("worker " + id + (isDrained ? " drained" : " stopped before all was finished"));
        out.flush();
        return 0;
    }

    /** Tells the user what happens to the links; repeated failures are told once. */
    private static final class Log implements WorkerListener {
        private final PrintWriter out;
        private final String id;
        private String last = "";

        Log(final PrintWriter out, final String id) {
            this.out = out;
            this.id = id;
        }

        @Override
        public void onRegistered(final InetSocketAddress dispatcher, final long nowNs) {
            say("registered with " + HostPort.text(dispatcher));
        }

        @Override
        public void onRefused(final InetSocketAddress dispatcher, final long nowNs, final String reason) {
            say("refused by " + HostPort.text(dispatcher) + ": " + reason);
        }

        @Override
        public void onDisconnected(
                final InetSocketAddress dispatcher,
                final long nowNs,
                final CloseReason reason,
                final boolean wasRegistered) {
            say((wasRegistered ? "lost " : "cannot reach ") + HostPort.text(dispatcher) + ": " + describe(reason));
        }

        private static String describe(final CloseReason reason) {
            return switch (reason) {
                case UNREACHABLE -> "nothing listens there; trying again";
                case NO_ANSWER -> "no answer; trying again";
                case PEER_SILENT -> "it went silent; trying again";
                case RESET_BY_PEER -> "it restarted; registering again";
                case SHUTDOWN -> "it is shutting down; trying again";
                case SUPERSEDED -> "another worker of this name registered there";
                case TOO_MANY_LINKS -> "it takes no more links; trying again";
                default -> reason.name().toLowerCase(java.util.Locale.ROOT) + "; trying again";
            };
        }

        private void say(final String text) {
            if (!text.equals(last)) {
                last = text;
                out.println("worker " + id + " " + text);
                out.flush();
            }
        }
    }
}
