package io.wilco.dispatcher.cli;

import io.wilco.cli.Range;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.wire.WorkerTraits;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code wilco nodes set}: changes how much a worker gets, or takes it out and back. */
@Command(
        name = "set",
        description = "Changes how much of the traffic a worker gets, or takes it out and back.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "It holds also when the worker comes back under the same name: for as long as the dispatcher runs, or in a"
                    + " cluster for all dispatchers and through restarts. Dispatchers that are each by itself must"
                    + " each be told."
        })
final class NodesSetCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable NodesCommand nodes;

    @Parameters(paramLabel = "ID", description = "the worker, as 'wilco nodes' names it")
    private String id = "";

    @Option(
            names = "--weight",
            paramLabel = "N",
            description = "how much of the traffic it gets, 1 to 10000; 200 is twice the usual")
    private @Nullable Integer weight;

    @Option(
            names = "--state",
            paramLabel = "ready|drain|maint",
            converter = AdminStateConverter.class,
            description =
                    "ready: it gets requests; drain: nothing new, it finishes what it has; maint: nothing new, and"
                            + " what may be executed twice goes to others at once")
    private @Nullable AdminState state;

    @Option(names = "--force", description = "even if it is the last ready worker of a service")
    private boolean isForced;

    @Override
    public Integer call() {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (weight == null && state == null) {
            throw new UserError("say what to change: --weight N, or --state ready, drain or maint");
        }
        if (isForced && state == null) {
            throw new UserError("--force goes with --state; remove it");
        }
        if (weight != null) {
            Range.check("--weight", weight, 1, WorkerTraits.WEIGHT_MAX);
        }
        final AdminClient client = Objects.requireNonNull(nodes).clientFor("set");
        try {
            client.change(id, new WorkerChange(weight == null ? 0 : weight, state, isForced));
            out.println(client.worker(id).text());
            out.flush();
            return 0;
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
    }
}
