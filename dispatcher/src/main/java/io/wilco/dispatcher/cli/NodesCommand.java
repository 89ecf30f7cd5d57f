package io.wilco.dispatcher.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code wilco nodes}: the workers of a dispatcher and their load. */
@Command(
        name = "nodes",
        description = "Shows a dispatcher's workers and their load.",
        sortOptions = false,
        abbreviateSynopsis = true,
        subcommands = {NodesSetCommand.class, NodesDeadCommand.class},
        footer = {
            "",
            "EXEC and QUEUED are the worker's own words, over all of its dispatchers; P50 to P99.9 are from assigning"
                    + " a request to its reply, over the last ten to twenty seconds."
        })
public final class NodesCommand implements Subcommand, Callable<Integer> {
    static final String ADMIN_DEFAULT = "127.0.0.1:7480";

    private static final long REFRESH_MS = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = ADMIN_DEFAULT,
            // Otherwise 'nodes --admin A set w1' would go to another dispatcher than A.
            scope = ScopeType.INHERIT,
            description = "the dispatcher's administration (default: ${DEFAULT-VALUE})")
    private @Nullable HostPort admin;

    @Option(names = "--json", description = "as JSON, for programs")
    private boolean isJson;

    @Option(names = "--watch", description = "show it again every second, until Ctrl-C")
    private boolean isWatching;

    @Override
    public int order() {
        return 50;
    }

    @Override
    public Integer call() throws InterruptedException {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final AdminClient client = new AdminClient(Objects.requireNonNull(admin));
        try {
            if (isWatching) {
                watch(client, out);
            } else {
                out.print(isJson ? client.nodes() : NodesTable.render(client.sample(), null, Ansi.AUTO.enabled()));
                out.flush();
            }
            return 0;
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
    }

    /** For a subcommand, which has the same {@code --admin}. */
    AdminClient clientFor(final String subcommand) {
        if (isJson || isWatching) {
            throw new UserError((isJson ? "--json" : "--watch") + " does not go with '" + subcommand + "'; remove it");
        }
        return new AdminClient(Objects.requireNonNull(admin));
    }

    private void watch(final AdminClient client, final PrintWriter out) throws IOException, InterruptedException {
        final Termination termination = Termination.onSignal(() -> 0);
        try {
            final Screen screen = new Screen(out, Ansi.AUTO.enabled());
            NodesTable.@Nullable Sample before = null;
            while (!out.checkError()) {
                try {
                    if (isJson) {
                        out.print(client.nodes());
                        out.flush();
                    } else {
                        final NodesTable.Sample now = client.sample();
                        screen.show(NodesTable.render(now, before, Ansi.AUTO.enabled()));
                        before = now;
                    }
                } catch (final IOException e) {
                    if (before == null) {
                        throw e;
                    }
                    // It was there before: it may come back.
                    screen.show(client.explain(e) + System.lineSeparator());
                }
                TimeUnit.MILLISECONDS.sleep(REFRESH_MS);
            }
        } finally {
            termination.close();
        }
    }
}
