package io.wilco.dispatcher.cli;

import com.google.gson.JsonObject;
import io.wilco.cli.Range;
import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.dispatcher.policy.Policies;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco settings}: what all dispatchers of a cluster do alike. */
@Command(
        name = "settings",
        description = "Shows, or changes, what all dispatchers do that share a placement.",
        sortOptions = false,
        footer = {
            "",
            "In a cluster it holds for all, also for those that follow, and outlives restarts. A dispatcher that is alone"
                    + " keeps it for as long as it runs."
        })
public final class SettingsCommand implements Subcommand, Callable<Integer> {
    private static final int INDENT = 18;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AdminOption admin = new AdminOption();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "from now on choose workers so, whatever the dispatchers were started with")
    private @Nullable String policy;

    @Option(
            names = "--rebalance-moves",
            paramLabel = "N",
            description = "shards of a service that may move every five seconds because their owner has too much to do;"
                    + " 0: none")
    private @Nullable Integer moves;

    @Override
    public int order() {
        return 57;
    }

    @Override
    public Integer call() {
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final AdminClient client = admin.client();
        try {
            if (policy != null || moves != null) {
                client.set(change());
            }
            show(client.settings(), out);
            return 0;
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
    }

    private SettingsChange change() {
        if (policy != null && !Policies.NAMES.contains(policy)) {
            throw new UserError("--policy: " + Policies.unknown(policy));
        }
        if (moves != null) {
            Range.check("--rebalance-moves", moves, 0, Settings.MOVES_CEILING);
        }
        return new SettingsChange(policy == null ? "" : policy, moves == null ? Settings.AS_BEFORE : moves);
    }

    private static void show(final JsonObject settings, final PrintWriter out) {
        final String name = settings.get("policy").getAsString();
        print(out, "policy", name.isEmpty() ? "as each dispatcher was started with" : name);
        final int most = settings.get("rebalance_moves").getAsInt();
        print(out, "rebalance-moves", most == 0 ? "0 (off)" : most + " shards of a service every five seconds");
        out.flush();
    }

    private static void print(final PrintWriter out, final String name, final String value) {
        out.println(name + " ".repeat(INDENT - name.length()) + value);
    }
}
