package io.wilco.loadgen.demo.cli;

import com.google.gson.JsonObject;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Terminal;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.loadgen.demo.DemoCluster;
import io.wilco.loadgen.demo.DemoConfig;
import io.wilco.loadgen.demo.DemoView;
import io.wilco.loadgen.process.ChildProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco demo}: a cluster of separate processes under load, one of which is killed; nothing is lost. */
@Command(
        name = "demo",
        description = "Shows a dispatcher, workers and a load generator at work; kills one worker half-way.",
        footer = {"", "Exits 0 only if every request got its reply."})
public final class DemoCommand implements Subcommand, Callable<Integer> {
    private static final Duration DRAWN_EVERY = Duration.ofMillis(250);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(1);
    /** What a shell says of a command that was ended by Ctrl-C. */
    private static final int INTERRUPTED = 130;

    private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "how long the load lasts (default: ${DEFAULT-VALUE})")
    private int seconds = 12;

    @Option(
            names = "--dispatchers",
            paramLabel = "N",
            description = "dispatcher processes; 3 or 5 form a cluster, whose leader is killed, too"
                    + " (default: ${DEFAULT-VALUE})")
    private int dispatchers = 1;

    @Option(names = "--workers", paramLabel = "N", description = "worker processes (default: ${DEFAULT-VALUE})")
    private int workers = 3;

    @Option(names = "--rate", paramLabel = "N", description = "requests per second (default: ${DEFAULT-VALUE})")
    private int rate = 2_000;

    private int drawnLines;

    @Override
    public Integer call() throws InterruptedException {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final DemoConfig config;
        try {
            config = new DemoConfig(seconds, dispatchers, workers, rate);
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
        out.println("starting " + (dispatchers == 1 ? "a dispatcher, " : dispatchers + " dispatchers, ") + workers
                + " workers and a load generator, each a process of its own");
        out.flush();
        try (DemoCluster cluster = new DemoCluster(config)) {
            final Termination termination = Termination.onSignal(() -> {
                cluster.stop();
                return INTERRUPTED;
            });
            try {
                cluster.startWorkers();
                out.println((dispatchers == 1 ? "dispatcher on " : "dispatchers on ") + cluster.address()
                        + ", admin on " + cluster.admin());
                return run(config, cluster, out);
            } finally {
                termination.close();
            }
        } catch (final IOException e) {
            throw new UserError("the demo could not be run: " + e.getMessage(), UserError.RUN_FAILED);
        }
    }

    private int run(final DemoConfig config, final DemoCluster cluster, final PrintWriter out)
            throws IOException, InterruptedException {
        final boolean isTerminal = Terminal.isInteractive();
        final DemoView view = new DemoView(config, Terminal.isColoured(), Terminal.size());
        final ChildProcess load = cluster.startLoad();
        final long startNs = System.nanoTime();
        final Duration every = isTerminal ? DRAWN_EVERY : TOLD_EVERY;
        boolean isKilled = false;
        boolean isLeaderKilled = config.dispatchers() == 1;
        while (load.isAlive() && at(startNs) < config.seconds() + END_TIMEOUT.toSeconds()) {
            if (!isLeaderKilled && at(startNs) >= config.seconds() / 3.0) {
                isLeaderKilled = true;
                tell(view, at(startNs), cluster.killLeader(), isTerminal, out);
            }
            if (!isKilled && at(startNs) >= config.seconds() * (config.dispatchers() == 1 ? 1 / 2.0 : 2 / 3.0)) {
                isKilled = true;
                tell(view, at(startNs), cluster.kill(0), isTerminal, out);
            }
            show(view, cluster, at(startNs), isTerminal, out);
            LockSupport.parkNanos(every.toNanos());
        }
        final int code = load.awaitExit(END_TIMEOUT);
        final JsonObject result = result(cluster, load, code);
        out.println();
        view.summary(result).forEach(out::println);
        out.flush();
        return code == 0 && DemoView.isGood(result) && isKilled && isLeaderKilled ? 0 : UserError.RUN_FAILED;
    }

    private static void tell(
            final DemoView view,
            final double atSeconds,
            final String killed,
            final boolean isTerminal,
            final PrintWriter out) {
        final String event = "killed " + killed + " with SIGKILL";
        view.event(atSeconds, event);
        if (!isTerminal) {
            out.printf("%5.1f s  %s%n", atSeconds, event);
        }
    }

    private static double at(final long startNs) {
        return (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static JsonObject result(final DemoCluster cluster, final ChildProcess load, final int code)
            throws IOException {
        try {
            return cluster.result();
        } catch (final IOException e) {
            throw new IOException(
                    "the load generator ended with exit code " + code + ": " + String.join(" | ", load.err()), e);
        }
    }

    private void show(
            final DemoView view,
            final DemoCluster cluster,
            final double atSeconds,
            final boolean isTerminal,
            final PrintWriter out)
            throws InterruptedException {
        final Optional<JsonObject> status = cluster.look("/v1/status");
        final Optional<JsonObject> nodes = cluster.look("/v1/nodes");
        if (status.isEmpty() || nodes.isEmpty()) {
            return;
        }
        if (isTerminal) {
            final List<String> lines = view.frame(atSeconds, status.get(), nodes.get());
            // Back to where the last frame began, and clear what is below.
            out.print(drawnLines == 0 ? "" : "\u001b[" + drawnLines + "A\u001b[J");
            lines.forEach(out::println);
            drawnLines = lines.size();
        } else {
            out.println(DemoView.line(atSeconds, status.get(), nodes.get()));
        }
        out.flush();
    }

    @Override
    public int order() {
        return 1;
    }
}
