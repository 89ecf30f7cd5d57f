package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.FreePorts;
import io.wilco.loadgen.process.WilcoProcesses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three dispatchers that agree, each a process, and three workers. */
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+), admin at (http://[^,\\s]+)");
    private static final Pattern AGREES = Pattern.compile("cluster: (leads|follows member)");
    /** What the load generator says after three seconds. */
    private static final Pattern PROGRESS = Pattern.compile("^ *[3-9]\\.\\ds ");

    private static final int COUNT = 3;

    @TempDir
    private Path folder;

    private final WilcoProcesses processes = new WilcoProcesses();
    private final List<ChildProcess> dispatchers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<URI> admins = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile int leader;
    private String members = "";

    @BeforeEach
    void start() throws Exception {
        members = FreePorts.members(COUNT);
        for (int i = 0; i < COUNT; i++) {
            dispatchers.add(start(i, "127.0.0.1:0", "127.0.0.1:0"));
        }
        for (final ChildProcess dispatcher : dispatchers) {
            final var line = dispatcher.awaitLine(LISTENING, PATIENCE);
            addresses.add(line.group(1));
            admins.add(URI.create(line.group(2)));
        }
        awaitAgreement();
        for (int i = 0; i < COUNT; i++) {
            final ChildProcess worker = processes.start(
                    "w" + i, List.of("worker", "--dispatcher", String.join(",", addresses), "--id", "w" + i));
            worker.awaitLine(Pattern.compile("registered with"), PATIENCE);
        }
    }

    private ChildProcess start(final int number, final String listen, final String admin) throws Exception {
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

    private void awaitAgreement() throws Exception {
        for (final ChildProcess dispatcher : dispatchers) {
            dispatcher.awaitLine(AGREES, PATIENCE);
        }
    }

    @AfterEach
    void end() {
        processes.close();
    }

    @Test
    void shouldLoseNothingWhenTheLeadingDispatcherIsKilled() throws Exception {
        final CountDownLatch underWay = new CountDownLatch(1);
        final ChildProcess plain = load("plain.json", List.of(), line -> {
            if (PROGRESS.matcher(line).find()) {
                underWay.countDown();
            }
        });
        final ChildProcess keyed =
                load("keyed.json", List.of("--keys", "uniform:500", "--delivery", "at-most-once"), line -> {});
        assertThat(underWay.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        dispatchers.get(leader).kill();

        assertThat(plain.awaitExit(PATIENCE)).isZero();
        assertThat(keyed.awaitExit(PATIENCE)).isZero();
        for (final String file : List.of("plain.json", "keyed.json")) {
            final JsonObject counted = new Gson().fromJson(Files.readString(folder.resolve(file)), JsonObject.class);
            assertThat(counted.get("ok").getAsLong())
                    .as("%s: %s", file, counted)
                    .isEqualTo(counted.get("sent").getAsLong());
            assertThat(counted.get("mismatched").getAsLong()).isZero();
        }
    }

    private ChildProcess load(final String file, final List<String> more, final Consumer<String> onLine)
            throws Exception {
        final List<String> arguments = new ArrayList<>(List.of(
                "load",
                "--dispatcher",
                String.join(",", addresses),
                "--rate",
                "500",
                "--clients",
                "6",
                "--warmup",
                "1s",
                "--duration",
                "8s",
                "--json",
                folder.resolve(file).toString()));
        arguments.addAll(more);
        return processes.start("load", arguments, onLine);
    }

    @Test
    void shouldKnowWeightsDrainsAndOwnersAfterAllWereKilled() throws Exception {
        call();
        change("w0", "weight=300");
        change("w1", "state=drain");
        final JsonArray before = awaitShards(600);

        dispatchers.forEach(ChildProcess::kill);
        for (int i = 0; i < COUNT; i++) {
            dispatchers.get(i).awaitExit(PATIENCE);
            dispatchers.set(i, start(i, addresses.get(i), admins.get(i).getAuthority()));
        }
        awaitAgreement();

        final JsonArray after = awaitShards(600);
        assertThat(owners(after)).isEqualTo(owners(before));
        for (int shard = 0; shard < before.size(); shard++) {
            assertThat(epoch(after, shard)).isGreaterThanOrEqualTo(epoch(before, shard));
        }
        final JsonArray nodes = get("/v1/nodes").getAsJsonArray("nodes");
        assertThat(node(nodes, "w0").get("weight").getAsInt()).isEqualTo(300);
        assertThat(node(nodes, "w1").get("wanted").getAsString()).isEqualTo("drain");
    }

    private void call() throws Exception {
        final ChildProcess call = processes.start(
                "call",
                List.of(
                        "call",
                        "--dispatcher",
                        String.join(",", addresses),
                        "--service",
                        "echo",
                        "--key",
                        "a",
                        "hello"));
        assertThat(call.awaitExit(PATIENCE)).isZero();
    }

    private void change(final String worker, final String what) throws Exception {
        final HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(admins.get(0).resolve("/v1/nodes/" + worker + "?" + what))
                        .header("X-Wilco", "1")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private JsonObject get(final String path) throws Exception {
        return new Gson()
                .fromJson(
                        http.send(
                                        HttpRequest.newBuilder(admins.get(0).resolve(path))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body(),
                        JsonObject.class);
    }

    /** Who owns what, as soon as w0 owns so many shards at least, w1 none, and all owners are ready. */
    private JsonArray awaitShards(final int least) throws Exception {
        final long limitNs = System.nanoTime() + PATIENCE.toNanos();
        JsonArray shards = new JsonArray();
        while (System.nanoTime() < limitNs) {
            final JsonArray services = get("/v1/shards").getAsJsonArray("services");
            if (!services.isEmpty()) {
                shards = services.get(0).getAsJsonObject().getAsJsonArray("shards");
                final List<String> owners = owners(shards);
                final boolean isReady = shards.asList().stream()
                        .allMatch(shard -> shard.getAsJsonObject().get("ready").getAsBoolean());
                if (isReady && owners.stream().filter("w0"::equals).count() >= least && !owners.contains("w1")) {
                    return shards;
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("the shards do not come to rest: " + owners(shards));
    }

    private static List<String> owners(final JsonArray shards) {
        return shards.asList().stream()
                .map(shard -> shard.getAsJsonObject().get("owner").getAsString())
                .toList();
    }

    private static long epoch(final JsonArray shards, final int shard) {
        return shards.get(shard).getAsJsonObject().get("epoch").getAsLong();
    }

    private static JsonObject node(final JsonArray nodes, final String id) {
        for (final JsonElement node : nodes) {
            if (node.getAsJsonObject().get("id").getAsString().equals(id)) {
                return node.getAsJsonObject();
            }
        }
        throw new AssertionError("no node " + id);
    }
}
