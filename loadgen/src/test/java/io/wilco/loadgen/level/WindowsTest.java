package io.wilco.loadgen.level;

import static io.wilco.loadgen.level.ServiceLevelSim.MS;
import static io.wilco.loadgen.level.ServiceLevelSim.SECOND;
import static io.wilco.loadgen.level.ServiceLevelSim.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.core.CallOptions;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.loadgen.level.PoissonClient.Call;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that are told how many requests to have open, and those that are not to be told so. */
class WindowsTest {
    private static final ServiceTimes EXPONENTIAL = new ServiceTimes.Exponential(4 * MS);
    private static final double CAPACITY = 1_000;

    private final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 1);

    @Test
    void shouldServeABurstThoughOneAmongItCannotWait() {
        final PoissonClient client = sim.client(EXPONENTIAL, CallOptions.AT_MOST_ONCE, 60 * SECOND);
        sim.load(client, 0.5 * CAPACITY, 2 * SECOND);
        final int from = client.calls.size();
        callOften(client, 100);
        final Call hurried = client.call(sim.world.nowNs(), 20 * MS);
        sim.runFor(5 * MS);
        callOften(client, 100);
        sim.runFor(5 * SECOND);

        assertThat(hurried.status).isEqualTo(ReplyStatus.REJECTED);
        assertThat(count(client.calls.subList(from, client.calls.size()), call -> !call.isOk()))
                .isEqualTo(1);
    }

    private void callOften(final PoissonClient client, final int times) {
        for (int i = 0; i < times; i++) {
            client.call(sim.world.nowNs());
        }
        sim.runFor(5 * MS);
    }

    @Test
    void shouldServeThePatientThoughOthersOfTheirClientAreNot() {
        final PoissonClient client = sim.client(EXPONENTIAL, CallOptions.AT_MOST_ONCE, 5 * SECOND);
        client.rate(0.85 * CAPACITY, sim.world.nowNs());
        final List<Call> hurried = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            hurried.add(client.call(sim.world.nowNs(), 20 * MS));
            sim.runFor(20 * MS);
        }
        client.rate(0, sim.world.nowNs());
        sim.runFor(5 * SECOND);
        final List<Call> patient = new ArrayList<>(client.calls);
        patient.removeAll(hurried);

        assertThat(count(hurried, call -> call.status == ReplyStatus.REJECTED)).isPositive();
        assertThat(patient).allMatch(Call::isOk);
    }

    @Test
    void shouldSayWhenToComeAgain() {
        final PoissonClient client = sim.client(EXPONENTIAL, CallOptions.AT_MOST_ONCE, 5 * SECOND);
        final List<Call> calls = sim.load(client, 1.2 * CAPACITY, 10 * SECOND);
        sim.runFor(6 * SECOND);

        final List<Call> rejected = calls.stream()
                .filter(call -> call.status == ReplyStatus.REJECTED)
                .toList();
        assertThat(rejected).isNotEmpty().allMatch(call -> call.retryAfterUs > 0);
    }

    @Test
    void shouldHaveNoBoundAnyMoreSoonAfterTheOverload() {
        final PoissonClient client = sim.client(EXPONENTIAL, CallOptions.AT_MOST_ONCE, 5 * SECOND);
        sim.load(client, 3 * CAPACITY, 5 * SECOND);
        assertThat(client.windows)
                .isNotEmpty()
                .allSatisfy((priority, size) -> assertThat(size).isPositive());
        // Nobody asks any more, so no reply tells.
        sim.runFor(4 * SECOND);

        assertThat(client.windows)
                .allSatisfy((priority, size) -> assertThat(size).isZero());
    }
}
