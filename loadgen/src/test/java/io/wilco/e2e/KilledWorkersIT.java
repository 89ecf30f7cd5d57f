package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.wire.Delivery;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three worker processes, two of which are killed (SIGKILL) in the middle of the load. */
class KilledWorkersIT {
    private static final int COUNT = 20_000;
    private static final int OUTSTANDING = 24;

    @TempDir
    private Path folder;

    private final List<ChildProcess> workers = new ArrayList<>();

    private void startWorkers(final String dispatcher) throws Exception {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        for (int i = 0; i < 3; i++) {
            final String id = "journal-" + i;
            workers.add(ChildProcess.start(
                    id,
                    List.of(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            JournalWorker.class.getName(),
                            dispatcher,
                            id,
                            folder.resolve(id).toString()),
                    line -> {}));
        }
        for (final ChildProcess worker : workers) {
            worker.awaitLine(Pattern.compile("ready"), Duration.ofSeconds(30));
        }
    }

    @AfterEach
    void endWorkers() {
        workers.forEach(ChildProcess::close);
    }

    /** Runs the load and kills the first two workers once each has executed something. */
    private Calls runAndKill(final Client client, final Delivery delivery) throws Exception {
        final Calls calls = new Calls(client, delivery, 64);
        final CompletableFuture<Calls> running = calls.start(COUNT, OUTSTANDING);
        for (int i = 0; i < 2; i++) {
            final Path journal = folder.resolve("journal-" + i);
            while (!running.isDone() && Files.size(journal) < (i + 1) * 1_000L * Long.BYTES) {
                Thread.onSpinWait();
            }
            assertThat(running).isNotDone();
            workers.get(i).kill();
        }
        return running.get(120, TimeUnit.SECONDS);
    }

    /** How often each call was executed, by the workers' journals. */
    private Map<Long, Integer> executions() throws Exception {
        final Map<Long, Integer> times = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            final ByteBuffer journal = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("journal-" + i)));
            while (journal.remaining() >= Long.BYTES) {
                times.merge(journal.getLong(), 1, Integer::sum);
            }
        }
        return times;
    }

    @Test
    void shouldLoseNothingThatIsDeliveredAtLeastOnce() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            startWorkers(Rig.text(rig.address()));

            // when
            final Calls calls = runAndKill(rig.client(Rig.text(rig.address())), Delivery.AT_LEAST_ONCE);

            // then
            assertThat(calls.outcomes()).isEqualTo(Map.of("ok", COUNT));
            assertThat(calls.wrong()).isZero();
            System.out.println("two of three workers killed, at least once: longest gap between replies "
                    + calls.longestGapMs() + " ms, " + calls.rate(COUNT));
        }
    }

    @Test
    void shouldExecuteNothingTwiceThatIsDeliveredAtMostOnce() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            startWorkers(Rig.text(rig.address()));

            // when
            final Calls calls = runAndKill(rig.client(Rig.text(rig.address())), Delivery.AT_MOST_ONCE);

            // then
            assertThat(Set.of("ok", "OutcomeUnknown"))
                    .containsAll(calls.outcomes().keySet());
            assertThat(calls.outcomes().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(COUNT);
            assertThat(calls.wrong()).isZero();
            assertThat(executions().values()).allMatch(times -> times == 1);
            System.out.println("two of three workers killed, at most once: " + calls.outcomes());
        }
    }
}
