package io.wilco.loadgen.cli;

import io.wilco.cli.Hints;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Terminal;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.link.LinkConfig;
import io.wilco.loadgen.load.Figures;
import io.wilco.loadgen.load.LoadConfig;
import io.wilco.loadgen.load.LoadListener;
import io.wilco.loadgen.load.LoadReport;
import io.wilco.loadgen.load.LoadResult;
import io.wilco.loadgen.load.LoadThread;
import io.wilco.loadgen.load.Pacing;
import io.wilco.loadgen.load.Progress;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.names.cli.NamesForUser;
import io.wilco.transport.ConnectedTransport;
import io.wilco.transport.cli.FaultOption;
import io.wilco.wire.RejectReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wilco load}: the load generator. */
@Command(
        name = "load",
        description = "Sends requests to a service through a dispatcher, checks every reply, and measures.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Ctrl-C ends it early, with the results so far. Of rejected requests a closed loop waits as long as it was"
                    + " asked to before the next one.",
            "Exit codes: 0 fine; 1 a request was lost, a reply was wrong, or nothing succeeded; 2 bad usage, or no"
                    + " dispatcher."
        })
public final class LoadCommand implements Subcommand, Callable<Integer> {
    private static final long STOP_WAIT_S = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private LoadOptions options = new LoadOptions();

    @Mixin
    private FaultOption faults = new FaultOption();

    private volatile int exitCode = UserError.RUN_FAILED;

    /** Shows progress, and turns what cannot begin into the user's error. */
    private final class Console implements LoadListener {
        private final ProgressLine progressLine;
        private @Nullable String whyNotStarted;

        Console(final PrintWriter err) {
            progressLine = new ProgressLine(err, Terminal.isStderr());
        }

        @Override
        public void onProgress(final Progress progress) {
            if (!options.isQuiet) {
                progressLine.show(progress);
            }
        }

        @Override
        public void onNotice(final String text) {
            progressLine.say("wilco load: " + text);
        }

        @Override
        public void onNotStarted(final String why) {
            whyNotStarted = why;
        }

        @Override
        public void onEnded(final LoadResult result) {
            progressLine.clear();
        }
    }

    @Override
    public int order() {
        return 30;
    }

    @Override
    public Integer call() throws InterruptedException {
        final LoadConfig config = options.config();
        OutputFile.check("--json", options.json);
        OutputFile.check("--hgrm", options.hgrm);
        final List<InetSocketAddress> addresses = NamesForUser.resolve(Names.of(options.dispatchers));
        final PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        final Console console = new Console(err);
        final CountDownLatch isReported = new CountDownLatch(1);
        try (LoadThread thread = open(config, addresses, console)) {
            final Termination termination = Termination.onSignal(() -> interrupt(thread, isReported));
            try {
                final LoadResult result = thread.await();
                if (result == null) {
                    throw notStarted(console);
                }
                report(config, result, err);
            } finally {
                isReported.countDown();
                termination.close();
            }
        }
        return exitCode;
    }

    private LoadThread open(
            final LoadConfig config, final List<InetSocketAddress> addresses, final LoadListener listener) {
        try {
            return new LoadThread(
                    config,
                    addresses,
                    listener,
                    () -> faults.applyTo(new ConnectedTransport(LinkConfig.DEFAULT.datagramBytesMax())));
        } catch (final IOException e) {
            throw new UserError("the system gives no socket: " + e.getMessage(), UserError.RUN_FAILED);
        }
    }

    /** What the termination does: the main thread reports what there is, then the process ends. */
    private int interrupt(final LoadThread thread, final CountDownLatch isReported) {
        thread.stop();
        try {
            if (!isReported.await(STOP_WAIT_S, TimeUnit.SECONDS)) {
                return UserError.RUN_FAILED;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return exitCode;
    }

    private UserError notStarted(final Console console) {
        return new UserError("no dispatcher at " + dispatchers() + ": " + console.whyNotStarted
                + "; is it running? start one with './wilco dispatcher', or mend --dispatcher");
    }

    private String dispatchers() {
        return options.dispatchers.stream().map(DispatcherName::toString).collect(Collectors.joining(","));
    }

    private void report(final LoadConfig config, final LoadResult result, final PrintWriter err) {
        final LoadReport report = new LoadReport(config, dispatchers(), result);
        report.print(Objects.requireNonNull(spec).commandLine().getOut());
        OutputFile.write("--json", options.json, out -> out.print(report.json()));
        OutputFile.write("--hgrm", options.hgrm, report::writeHgrm);
        warn(config, result, err);
        exitCode = result.isSound() && !result.isFruitless() ? 0 : UserError.RUN_FAILED;
    }

    private void warn(final LoadConfig config, final LoadResult result, final PrintWriter err) {
        if (!result.isSound()) {
            err.println("wilco load: " + Figures.count(result.counts().lost()) + " requests lost, "
                    + Figures.count(result.mismatched()) + " replies wrong");
        }
        if (result.isFruitless()) {
            final boolean isUnknown = result.reasons().containsKey(RejectReason.NO_WORKERS);
            err.println("wilco load: not one request succeeded"
                    + (isUnknown
                            ? ": no worker offers '" + config.service() + "'; start one: "
                                    + Hints.startWorker(dispatchers(), config.service())
                            : ""));
        }
        if (config.pacing() instanceof Pacing.OpenLoop open && result.isRateMissed()) {
            err.println("wilco load: THE RATE WAS NOT KEPT: of " + Figures.plain(open.ratePerS()) + "/s, "
                    + Figures.count(result.counts().sent()) + " of "
                    + Figures.count(result.counts().sent() + result.unsent())
                    + " requests were sent, 1 in 100 later than "
                    + Figures.time(result.lateness().getValueAtPercentile(99) / 1_000.0)
                    + " after it was due; this machine is too busy or too slow for it, so lower --rate");
        }
        err.flush();
    }
}
