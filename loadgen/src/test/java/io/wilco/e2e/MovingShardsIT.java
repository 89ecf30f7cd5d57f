package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.wire.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keyed calls through three dispatchers while workers join, leave, drain and are killed, one after the other. */
class MovingShardsIT {
    private static final int WORKERS_MIN = 2;
    private static final int WORKERS_MAX = 4;
    private static final int KEYS = 500;
    private static final int OUTSTANDING = 8;

    /** Numbers of calls at most once begin here, those at least once at 0. */
    private static final int ONCE_FROM = 100_000_000;

    @TempDir
    private Path folder;

    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<ChildProcess> leaving = new ArrayList<>();
    private final Random random = new Random(7);
    private Path journals;
    private int started;
    private int killed;

    @Test
    void shouldHaveOneOwnerOfEachKeyWhileShardsMove() throws Exception {
        run(10);
    }

    @Tag("long")
    @Test
    void shouldHaveOneOwnerOfEachKeyWhileShardsMoveForAMinute() throws Exception {
        run(60);
    }

    private void run(final int seconds) throws Exception {
        journals = Files.createDirectory(folder.resolve("journals"));
        try (ClusterRig cluster = new ClusterRig(folder);
                Client leastClient = Client.connect(cluster.addresses());
                Client onceClient = Client.connect(cluster.addresses())) {
            join(cluster);
            join(cluster);
            join(cluster);
            final Calls least = new Calls(leastClient, Delivery.AT_LEAST_ONCE, 64).withKeys(KEYS);
            final Calls once = new Calls(onceClient, Delivery.AT_MOST_ONCE, 64)
                    .withKeys(KEYS)
                    .withFirst(ONCE_FROM);
            final CompletableFuture<Calls> leastDone = least.startUntilStopped(OUTSTANDING);
            final CompletableFuture<Calls> onceDone = once.startUntilStopped(OUTSTANDING);

            final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < endNs) {
                disturb(cluster);
            }
            least.stop();
            once.stop();
            leastDone.get(ClusterRig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            onceDone.get(ClusterRig.PATIENCE.toSeconds(), TimeUnit.SECONDS);

            final KeyedJournal.Report report = KeyedJournal.read(journals);
            System.out.printf(
                    "shards move for %d s: %d workers started, %d killed, %d executions, %d shards moved, "
                            + "at least once %s (longest gap %d ms), at most once %s (%d ms)%n",
                    seconds,
                    started,
                    killed,
                    report.size(),
                    report.moved(),
                    least.outcomes(),
                    least.longestGapMs(),
                    once.outcomes(),
                    once.longestGapMs());
            assertThat(report.conflicts()).isEmpty();
            assertThat(report.twice(ONCE_FROM)).isEmpty();
            assertThat(report.moved()).isPositive();
            assertThat(least.outcomes().keySet()).isEqualTo(Set.of("ok"));
            // What a killed worker had begun may have been done.
            assertThat(Set.of("ok", "OutcomeUnknown"))
                    .containsAll(once.outcomes().keySet());
            assertThat(once.outcomes().getOrDefault("OutcomeUnknown", 0)).isLessThanOrEqualTo(killed * OUTSTANDING);
            assertThat(Map.of("least", least.wrong(), "once", once.wrong())).isEqualTo(Map.of("least", 0, "once", 0));
        }
    }

    /** One thing happens, and comes to an end as far as the next one needs it. */
    private void disturb(final ClusterRig cluster) throws Exception {
        if (workers.size() <= WORKERS_MIN || (workers.size() < WORKERS_MAX && random.nextInt(3) == 0)) {
            join(cluster);
            return;
        }
        final ChildProcess worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(3)) {
            case 0 -> {
                workers.remove(worker);
                worker.terminate();
                leaving.add(worker);
            }
            case 1 -> {
                workers.remove(worker);
                worker.kill();
                killed++;
            }
            default -> {
                cluster.change(random.nextInt(ClusterRig.COUNT), worker.name(), "state=drain");
                cluster.change(random.nextInt(ClusterRig.COUNT), worker.name(), "weight=" + (50 + random.nextInt(200)));
                cluster.change(random.nextInt(ClusterRig.COUNT), worker.name(), "state=ready");
            }
        }
    }

    private void join(final ClusterRig cluster) throws Exception {
        final String id = "w" + started++;
        workers.add(KeyedWorker.start(cluster, id, journals.resolve(id)));
    }

    @AfterEach
    void end() {
        workers.forEach(ChildProcess::kill);
        leaving.forEach(ChildProcess::close);
    }
}
