package io.wilco.dispatcher.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
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

/** {@code wilco shards}: who owns the keys. */
@Command(
        name = "shards",
        description = "Shows which worker owns how many shards of each service's keys.",
        sortOptions = false,
        footer = {
            "",
            "A service has shards as soon as it has been asked for a key. BUSY is how many handlers are busy with them on"
                    + " average; EPOCHS are the versions by which a worker got its shards;"
                    + " LEAVING are to be another's as soon as it has released them."
        })
public final class ShardsCommand implements Subcommand, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AdminOption admin = new AdminOption();

    @Option(names = "--service", paramLabel = "NAME", description = "only this service, shard by shard")
    private @Nullable String service;

    @Option(names = "--json", description = "every shard, as JSON, for programs")
    private boolean isJson;

    @Override
    public int order() {
        return 55;
    }

    @Override
    public Integer call() {
        if (isJson && service != null) {
            throw new UserError("--json tells of all services; remove --service");
        }
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final AdminClient client = admin.client();
        try {
            if (isJson) {
                out.print(client.shards());
            } else {
                show(client.shardServices(), out);
            }
            out.flush();
            return 0;
        } catch (final IOException e) {
            throw new UserError("--admin: " + client.explain(e));
        }
    }

    private void show(final JsonArray services, final PrintWriter out) {
        if (services.isEmpty()) {
            out.println("no service has been asked for a key yet");
        }
        boolean isFound = service == null;
        for (final JsonElement element : services) {
            final JsonObject object = element.getAsJsonObject();
            if (service == null) {
                out.print(ShardsTable.summary(object));
            } else if (service.equals(object.get("name").getAsString())) {
                isFound = true;
                out.print(ShardsTable.all(object));
            }
        }
        if (!isFound) {
            throw new UserError("--service: '" + service + "' has not been asked for a key; leave it out to see all");
        }
    }
}
