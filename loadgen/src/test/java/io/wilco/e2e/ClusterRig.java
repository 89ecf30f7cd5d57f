package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.wilco.dispatcher.agreement.DriverDir;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.FreePorts;
import io.wilco.loadgen.process.WilcoProcesses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Three dispatchers that agree, each a process with state of its own in a folder, and what else is started beside them.
 */
final class ClusterRig implements AutoCloseable {
    static final int COUNT = 3;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+), admin at (http://[^,\\s]+)");
    private static final Pattern AGREES = Pattern.compile("cluster: (leads|follows member)");

    private final Path folder;
    private final WilcoProcesses processes = new WilcoProcesses();
    private final List<ChildProcess> dispatchers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<URI> admins = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String members = FreePorts.members(COUNT);
    private volatile int leader;

    /** Starts them, and waits until they agree. */
    ClusterRig(final Path folder) throws Exception {
        this.folder = folder;
        try {
            for (int i = 0; i < COUNT; i++) {
                dispatchers.add(launch(i, "127.0.0.1:0", "127.0.0.1:0"));
            }
            for (final ChildProcess dispatcher : dispatchers) {
                final var line = dispatcher.awaitLine(LISTENING, PATIENCE);
                addresses.add(line.group(1));
                admins.add(URI.create(line.group(2)));
            }
            awaitAgreement();
        } catch (final Exception | Error e) {
            processes.close();
            throw e;
        }
    }

    private ChildProcess launch(final int number, final String listen, final String admin) throws Exception {
        return processes.start(
                "dispatcher-" + number,
                List.of(
                        "dispatcher",
                        "--listen",
                        listen,
                        "--admin",
                        admin,
                        "--cluster",
                        "" + number,
                        "--members",
                        members,
                        "--state-dir",
                        folder.resolve("" + number).toString()),
                line -> {
                    if (line.contains("cluster: leads")) {
                        leader = number;
                    }
                });
    }

    /** Waits until each that is alive follows or leads. */
    void awaitAgreement() throws Exception {
        for (final ChildProcess dispatcher : dispatchers) {
            dispatcher.awaitLine(AGREES, PATIENCE);
        }
    }

    /** Who led last. */
    int leader() {
        return leader;
    }

    /** As for {@code --dispatcher}. */
    String addresses() {
        return String.join(",", addresses);
    }

    ChildProcess dispatcher(final int number) {
        return dispatchers.get(number);
    }

    /** SIGKILL, and waits for its end. */
    void kill(final int number) throws Exception {
        dispatchers.get(number).kill();
        dispatchers.get(number).awaitExit(PATIENCE);
    }

    /** Starts one anew that has ended, with what it had before. */
    void restart(final int number) throws Exception {
        dispatchers.set(
                number, launch(number, addresses.get(number), admins.get(number).getAuthority()));
    }

    /** A worker process of the command line, registered. */
    ChildProcess worker(final String id) throws Exception {
        final ChildProcess worker = processes.start(id, List.of("worker", "--dispatcher", addresses(), "--id", id));
        worker.awaitLine(Pattern.compile("registered with"), PATIENCE);
        return worker;
    }

    ChildProcess start(final String name, final List<String> arguments, final Consumer<String> onLine)
            throws Exception {
        return processes.start(name, arguments, onLine);
    }

    /** Makes one call with a key, so that shards get owners. */
    void call(final String service) throws Exception {
        final ChildProcess call = processes.start(
                "call", List.of("call", "--dispatcher", addresses(), "--service", service, "--key", "a", "hello"));
        assertThat(call.awaitExit(PATIENCE)).isZero();
    }

    /** Changes a worker by the administration of one of them. */
    HttpResponse<String> change(final int number, final String worker, final String what) throws Exception {
        return http.send(
                HttpRequest.newBuilder(admins.get(number).resolve("/v1/nodes/" + worker + "?" + what))
                        .header("X-Wilco", "1")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A page of the administration of one of them. */
    JsonObject get(final int number, final String path) throws Exception {
        final HttpRequest request =
                HttpRequest.newBuilder(admins.get(number).resolve(path)).build();
        return new Gson()
                .fromJson(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body(), JsonObject.class);
    }

    /**
     * The shards of the one service that was asked for a key, as one of them shows them; empty if there are none yet.
     */
    JsonArray shards(final int number) throws Exception {
        final JsonArray services = get(number, "/v1/shards").getAsJsonArray("services");
        if (services.isEmpty()) {
            return new JsonArray();
        }
        final JsonArray shards = services.get(0).getAsJsonObject().getAsJsonArray("shards");
        // Each dispatcher has heard of it at another time.
        shards.forEach(shard -> shard.getAsJsonObject().remove("work_us"));
        return shards;
    }

    /** Who owns each shard. */
    static List<String> owners(final JsonArray shards) {
        return shards.asList().stream()
                .map(shard -> shard.getAsJsonObject().get("owner").getAsString())
                .toList();
    }

    /** Whether each has an owner that is ready for it. */
    static boolean areReady(final JsonArray shards) {
        return !shards.isEmpty()
                && shards.asList().stream()
                        .allMatch(shard -> shard.getAsJsonObject().get("ready").getAsBoolean());
    }

    static long epoch(final JsonArray shards, final int shard) {
        return shards.get(shard).getAsJsonObject().get("epoch").getAsLong();
    }

    @Override
    public void close() {
        processes.close();
        DriverDir.sweep();
    }
}
