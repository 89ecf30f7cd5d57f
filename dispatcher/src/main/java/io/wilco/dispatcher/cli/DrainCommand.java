package io.wilco.dispatcher.cli;

import io.wilco.cli.Range;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Terminal;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.WorkerChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wilco drain}: takes a worker out of the traffic, and waits until it has finished. */
@Command(
        name = "drain",
        description = "Takes a worker out: it gets nothing new, and finishes what it has.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Exits 0 when it is done, 1 if it was refused or --timeout has passed. The worker stays out until"
                    + " 'wilco nodes set ID --state ready'. Dispatchers that are no cluster must each be told."
        })
public final class DrainCommand implements Subcommand, Callable<Integer> {
    /** As a shell says of a process that Ctrl-C has ended. */
    private static final int INTERRUPTED = 130;

    private static final Duration DAY = Duration.ofDays(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "the worker, as 'wilco nodes' names it")
    private String id = "";

    @Option(names = "--wait", description = "until nothing is outstanding there")
    private boolean isWaiting;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "how long to wait at most (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--force", description = "even if it is the last ready worker of a service")
    private boolean isForced;

    @Mixin
    private AdminOption admin = new AdminOption();

    @Override
    public int order() {
        return 51;
    }

    @Override
    public Integer call() throws InterruptedException {
        final CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (!isWaiting && command.getParseResult().hasMatchedOption("--timeout")) {
            throw new UserError("--timeout goes with --wait; add it");
        }
        Range.check("--timeout", timeout, Duration.ZERO, DAY);
        final AdminClient client = admin.client();
        final WorkerChange drain = WorkerChange.ofState(AdminState.DRAIN);
        try {
            client.change(id, isForced ? drain.forced() : drain);
            if (isWaiting) {
                await(client, command);
            } else {
                print(command.getOut(), client.worker(id).text());
            }
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
        return 0;
    }

    private void await(final AdminClient client, final CommandLine command) throws InterruptedException {
        final DrainWait wait = new DrainWait(client, id, command.getOut(), Terminal.isStdout());
        final PrintWriter err = command.getErr();
        final Termination termination = Termination.onSignal(() -> {
            wait.clear();
            print(err, "worker " + id + " stays draining; " + wait.takeBack());
            return INTERRUPTED;
        });
        try {
            wait.await(timeout);
        } finally {
            termination.close();
        }
    }

    private static void print(final PrintWriter to, final String line) {
        to.println(line);
        to.flush();
    }
}
