package io.wilco.dispatcher.cli;

import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code wilco nodes dead}: a person's word that a worker is no more. */
@Command(
        name = "dead",
        description = "Takes a worker for dead, so that its shards go to others.",
        sortOptions = false,
        footer = {
            "",
            "Needed only when a worker and a dispatcher have died together: the others cannot know whether those two go on"
                    + " with each other somewhere. Be sure that the worker's process has ended: if it has not, a key"
                    + " can be served by two workers."
        })
final class NodesDeadCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable NodesCommand nodes;

    @Parameters(paramLabel = "ID", description = "the worker")
    private String id = "";

    @Override
    public Integer call() {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final AdminClient client = Objects.requireNonNull(nodes).clientFor("dead");
        try {
            client.takeForDead(id);
            out.println("worker " + id + " is taken for dead; its shards go to others");
            out.flush();
            return 0;
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
    }
}
