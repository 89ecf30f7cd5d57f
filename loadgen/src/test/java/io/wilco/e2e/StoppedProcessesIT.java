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

/**
 * Keyed calls through three dispatchers while processes are stopped for up to three seconds (SIGSTOP), and dispatchers
 * and workers are killed: nobody begins anything for a shard after its next owner has, though what a stopped process
 * had begun may end late.
 */
class StoppedProcessesIT {
    private static final int WORKERS = 4;
    private static final int KEYS = 300;
    private static final int OUTSTANDING = 8;
    private static final int ONCE_FROM = 100_000_000;
    private static final int STOP_MS_MAX = 3_000;

    @TempDir
    private Path folder;

    private final Random random = new Random(11);
    private final List<ChildProcess> workers = new ArrayList<>();
    private Path journals;
    private int lives;
    private int stops;
    private int kills;

    @Test
    void shouldBeginNothingForAShardThatHasAnotherOwner() throws Exception {
        run(12);
    }

    @Tag("long")
    @Test
    void shouldBeginNothingForAShardThatHasAnotherOwnerForLong() throws Exception {
        run(120);
    }

    private void run(final int seconds) throws Exception {
        journals = Files.createDirectory(folder.resolve("journals"));
        try (ClusterRig cluster = new ClusterRig(folder);
                Client leastClient = Client.connect(cluster.addresses());
                Client onceClient = Client.connect(cluster.addresses())) {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(start(cluster, i));
            }
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
                    "processes stopped for %d s: %d stops, %d kills, %d executions, %d shards moved, "
                            + "at least once %s (longest gap %d ms), at most once %s (%d ms)%n",
                    seconds,
                    stops,
                    kills,
                    report.size(),
                    report.moved(),
                    least.outcomes(),
                    least.longestGapMs(),
                    once.outcomes(),
                    once.longestGapMs());
            assertThat(report.begunTooLate()).isEmpty();
            assertThat(report.twice(ONCE_FROM)).isEmpty();
            assertThat(least.outcomes().keySet()).isEqualTo(Set.of("ok"));
            assertThat(Set.of("ok", "OutcomeUnknown"))
                    .containsAll(once.outcomes().keySet());
            assertThat(Map.of("least", least.wrong(), "once", once.wrong())).isEqualTo(Map.of("least", 0, "once", 0));
        }
    }

    /** One process is stopped for a while, or killed and started again. */
    private void disturb(final ClusterRig cluster) throws Exception {
        final int which = random.nextInt(WORKERS);
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> stop(workers.get(which).pid());
            case 3 -> stop(cluster.dispatcher(random.nextInt(ClusterRig.COUNT)).pid());
            case 4 -> {
                workers.get(which).kill();
                kills++;
                workers.set(which, start(cluster, which));
            }
            default -> {
                final int dispatcher = random.nextInt(ClusterRig.COUNT);
                cluster.kill(dispatcher);
                kills++;
                cluster.restart(dispatcher);
                cluster.awaitAgreement();
            }
        }
    }

    private void stop(final long pid) throws Exception {
        stops++;
        signal("-STOP", pid);
        TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(STOP_MS_MAX));
        signal("-CONT", pid);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
    }

    private static void signal(final String signal, final long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private ChildProcess start(final ClusterRig cluster, final int number) throws Exception {
        return KeyedWorker.start(cluster, "w" + number, journals.resolve("w" + number + "-" + lives++));
    }

    @AfterEach
    void end() {
        workers.forEach(ChildProcess::kill);
    }
}
