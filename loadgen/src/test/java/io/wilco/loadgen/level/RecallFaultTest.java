package io.wilco.loadgen.level;

import static io.wilco.loadgen.level.ServiceLevelSim.MS;
import static io.wilco.loadgen.level.ServiceLevelSim.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.core.CallOptions;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherSnapshot.WorkerSnapshot;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.sim.SimFaults;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few requests take long, so that others are asked back, while messages get lost and workers die. */
class RecallFaultTest {
    private static final int WORKERS = 8;
    private static final ServiceTimes TIMES = new ServiceTimes.Bimodal(2 * MS, 100 * MS, 0.03);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void shouldExecuteAtMostOnce(final int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int concurrency = 1 + seed % 3;
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(WORKERS, concurrency);
        final PoissonClient client = sim.client(TIMES, CallOptions.AT_MOST_ONCE, seed % 2 == 0 ? 5 * SECOND : 150 * MS);
        sim.world
                .network()
                .faults(SimFaults.NONE
                        .withLoss(0.05)
                        .withDuplicate(0.05)
                        .withReorder(0.2, 3 * MS)
                        .withDelay(100_000, 400_000));
        client.rate(0.75 * WORKERS * concurrency * 1e9 / TIMES.meanNs(), sim.world.nowNs());
        for (int i = 0; i < 100; i++) {
            sim.runFor(100 * MS);
            if (seed > 2 && random.nextInt(10) == 0) {
                sim.restart(random.nextInt(WORKERS), concurrency);
            }
            if (seed > 4 && random.nextInt(10) == 0) {
                sim.pause(random.nextInt(WORKERS), 300 * MS);
            }
        }
        client.rate(0, sim.world.nowNs());
        sim.world.network().faults(SimFaults.NONE);
        sim.runFor(20 * SECOND);

        assertThat(sim.begun).allSatisfy((number, times) -> assertThat(times).isEqualTo(1));
        assertThat(client.calls).allMatch(call -> call.status != null);
        assertThat(sim.dispatcher.requests()).isZero();
        final var snapshot = sim.dispatcher.snapshot(sim.world.nowNs());
        assertThat(snapshot.services().get(0).recalled()).isPositive();
        assertThat(snapshot.workers()).extracting(WorkerSnapshot::outstanding).containsOnly(0L);
    }
}
