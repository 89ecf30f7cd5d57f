package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.loadgen.process.ChildProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
    /** What the load generator says after three seconds. */
    private static final Pattern PROGRESS = Pattern.compile("^ *[3-9]\\.\\ds ");

    @TempDir
    private Path folder;

    private ClusterRig cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new ClusterRig(folder);
        for (int i = 0; i < 3; i++) {
            cluster.worker("w" + i);
        }
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void shouldLoseNothingWhenTheLeadingDispatcherIsKilled() throws Exception {
        final CountDownLatch underWay = new CountDownLatch(1);
        final ChildProcess plain = load("plain.json", List.of(), line -> {
            if (PROGRESS.matcher(line).find()) {
                underWay.countDown();
            }
        });
        final ChildProcess keyed = loadKeyed("keyed.json");
        assertThat(underWay.await(ClusterRig.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        cluster.kill(cluster.leader());

        assertAllAnswered(plain, "plain.json");
        assertAllAnswered(keyed, "keyed.json");
    }

    @Test
    void shouldGoOnByTheLastPlacementWithoutAQuorumAndSayWhyNothingCanBeChanged() throws Exception {
        cluster.call("echo");
        assertThat(cluster.change(0, "w0", "weight=150").statusCode()).isEqualTo(200);
        cluster.kill(1);
        cluster.kill(2);

        final ChildProcess plain = load("plain.json", List.of(), line -> {});
        final ChildProcess keyed = loadKeyed("keyed.json");
        final HttpResponse<String> refused = cluster.change(0, "w0", "weight=200");
        assertAllAnswered(plain, "plain.json");
        assertAllAnswered(keyed, "keyed.json");

        assertThat(refused.statusCode()).isEqualTo(504);
        assertThat(refused.body()).contains("no quorum: members 1 and 2 do not answer");

        cluster.restart(1);
        cluster.restart(2);
        cluster.awaitAgreement();
        HttpResponse<String> changed = cluster.change(0, "w0", "weight=250");
        while (changed.statusCode() == 504) {
            changed = cluster.change(0, "w0", "weight=250");
        }
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        for (int i = 0; i < ClusterRig.COUNT; i++) {
            awaitWeight(i, "w0", 250);
        }
    }

    private void awaitWeight(final int dispatcher, final String worker, final int weight) throws Exception {
        final long limitNs = System.nanoTime() + ClusterRig.PATIENCE.toNanos();
        while (node(dispatcher, worker).get("weight").getAsInt() != weight) {
            assertThat(System.nanoTime())
                    .as("dispatcher %d never heard of the weight", dispatcher)
                    .isLessThan(limitNs);
        }
    }

    @Test
    void shouldShowTheSameOwnersAndEpochsEverywhere() throws Exception {
        cluster.call("echo");
        awaitShards(1, "w1");
        assertThat(cluster.change(2, "w1", "state=drain").statusCode()).isEqualTo(200);

        final JsonArray shards = awaitShards(500, "w0");

        assertThat(ClusterRig.owners(shards)).doesNotContain("w1");
        for (int i = 1; i < ClusterRig.COUNT; i++) {
            final long startNs = System.nanoTime();
            while (!cluster.shards(i).equals(shards)) {
                assertThat(System.nanoTime() - startNs).isLessThan(ClusterRig.PATIENCE.toNanos());
            }
            System.out.printf(
                    "dispatcher %d shows the same owners and epochs %d ms after the first%n",
                    i, (System.nanoTime() - startNs) / 1_000_000L);
        }
    }

    @Test
    void shouldKnowWeightsDrainsAndOwnersAfterAllWereKilled() throws Exception {
        cluster.call("echo");
        cluster.change(0, "w0", "weight=300");
        cluster.change(0, "w1", "state=drain");
        final JsonArray before = awaitShards(600, "w0");

        for (int i = 0; i < ClusterRig.COUNT; i++) {
            cluster.dispatcher(i).kill();
        }
        for (int i = 0; i < ClusterRig.COUNT; i++) {
            cluster.dispatcher(i).awaitExit(ClusterRig.PATIENCE);
            cluster.restart(i);
        }
        cluster.awaitAgreement();

        final JsonArray after = awaitShards(600, "w0");
        assertThat(ClusterRig.owners(after)).isEqualTo(ClusterRig.owners(before));
        for (int shard = 0; shard < before.size(); shard++) {
            assertThat(ClusterRig.epoch(after, shard)).isGreaterThanOrEqualTo(ClusterRig.epoch(before, shard));
        }
        assertThat(node(0, "w0").get("weight").getAsInt()).isEqualTo(300);
        assertThat(node(0, "w1").get("wanted").getAsString()).isEqualTo("drain");
    }

    private ChildProcess loadKeyed(final String file) throws Exception {
        return load(file, List.of("--keys", "uniform:500", "--delivery", "at-most-once"), line -> {});
    }

    private ChildProcess load(final String file, final List<String> more, final Consumer<String> onLine)
            throws Exception {
        final List<String> arguments = new ArrayList<>(List.of(
                "load",
                "--dispatcher",
                cluster.addresses(),
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
        return cluster.start("load", arguments, onLine);
    }

    private void assertAllAnswered(final ChildProcess load, final String file) throws Exception {
        assertThat(load.awaitExit(ClusterRig.PATIENCE)).as(file).isZero();
        final JsonObject counted = new Gson().fromJson(Files.readString(folder.resolve(file)), JsonObject.class);
        assertThat(counted.get("ok").getAsLong())
                .as("%s: %s", file, counted)
                .isEqualTo(counted.get("sent").getAsLong());
        assertThat(counted.get("mismatched").getAsLong()).isZero();
    }

    /** The first one's shards, as soon as a worker owns so many at least, a drained one none, and all are ready. */
    private JsonArray awaitShards(final int least, final String worker) throws Exception {
        final long limitNs = System.nanoTime() + ClusterRig.PATIENCE.toNanos();
        JsonArray shards = new JsonArray();
        while (System.nanoTime() < limitNs) {
            shards = cluster.shards(0);
            final List<String> owners = ClusterRig.owners(shards);
            final boolean isDrained =
                    !node(0, "w1").get("wanted").getAsString().equals("drain") || !owners.contains("w1");
            if (ClusterRig.areReady(shards)
                    && isDrained
                    && owners.stream().filter(worker::equals).count() >= least) {
                return shards;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("the shards do not come to rest: " + ClusterRig.owners(shards));
    }

    private JsonObject node(final int dispatcher, final String id) throws Exception {
        for (final JsonElement node : cluster.get(dispatcher, "/v1/nodes").getAsJsonArray("nodes")) {
            if (node.getAsJsonObject().get("id").getAsString().equals(id)) {
                return node.getAsJsonObject();
            }
        }
        throw new AssertionError("no node " + id);
    }
}
