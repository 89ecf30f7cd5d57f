package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.transport.Faults;
import io.wilco.wire.Delivery;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Both legs, client to dispatcher and dispatcher to worker, behind relays that lose, repeat and reorder datagrams. */
class LossyNetworkIT {
    private final Map<Long, AtomicInteger> executions = new ConcurrentHashMap<>();

    private byte[] echo(final byte[] payload) {
        executions
                .computeIfAbsent(Calls.number(payload), number -> new AtomicInteger())
                .incrementAndGet();
        return payload;
    }

    private void shouldAnswerEachCallOnce(final Faults faults, final int count, final int payloadBytes)
            throws Exception {
        try (Rig rig = new Rig()) {
            // given
            rig.worker(rig.behind(faults), "echo", request -> echo(request.payload()));
            final Calls calls = new Calls(rig.client(rig.behind(faults)), Delivery.AT_MOST_ONCE, payloadBytes);

            // when
            calls.run(count, 64);

            // then
            System.out.println(faults + ", " + payloadBytes + " bytes: " + calls.rate(count));
            assertThat(calls.outcomes()).isEqualTo(Map.of("ok", count));
            assertThat(calls.wrong()).isZero();
            assertThat(executions).hasSize(count);
            assertThat(executions.values()).allMatch(times -> times.get() == 1);
        }
    }

    @Test
    void shouldAnswerEachCallOnceAtTenPercentLoss() throws Exception {
        shouldAnswerEachCallOnce(Faults.parse("loss=0.1,dup=0.05,reorder=0.1,seed=11"), 20_000, 64);
    }

    @Test
    void shouldAnswerEachCallOnceAtThirtyPercentLoss() throws Exception {
        shouldAnswerEachCallOnce(Faults.parse("loss=0.3,dup=0.05,reorder=0.1,seed=12"), 3_000, 64);
    }

    @Test
    void shouldCarryLargeMessagesThroughLoss() throws Exception {
        shouldAnswerEachCallOnce(Faults.parse("loss=0.05,seed=13"), 500, 40_000);
    }
}
