package io.wilco.dispatcher.policy;

import static io.wilco.dispatcher.policy.Loads.busy;
import static io.wilco.dispatcher.policy.Loads.ready;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JbsqPolicyTest {
    private final Policy policy = Policies.create("jbsq", new SplittableRandom(1));

    @Test
    void shouldGiveToAnIdleWorkerFirst() {
        assertThat(pick(busy(4, 1), ready(1), busy(4, 2))).isEqualTo(1);
    }

    @Test
    void shouldGiveToTheOneWithTheLeastForEachOfItsHandlers() {
        // Three of eight handlers are busy here, two of four there, and four of sixteen.
        assertThat(pick(busy(8, 3), busy(4, 2), busy(16, 4))).isEqualTo(2);
    }

    @Test
    void shouldHoldTheBoundOfEachWorker() {
        final WorkerLoad[] workers = {ready(1), ready(3)};
        final List<Integer> given = new ArrayList<>();
        for (int index = pick(workers); index != Policy.NONE; index = pick(workers)) {
            workers[index].onAssigned();
            given.add(index);
        }

        // Twice the handlers while nothing is known of service times.
        assertThat(given).hasSize(8);
        assertThat(workers[0].outstanding()).isEqualTo(2);
        assertThat(workers[1].outstanding()).isEqualTo(6);
    }

    @Test
    void shouldTakeTurnsAmongEqualWorkers() {
        final WorkerLoad[] workers = {ready(1), ready(1), ready(1)};
        final List<Integer> given = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            final int index = pick(workers);
            workers[index].onAssigned();
            workers[index].onSettled();
            given.add(index);
        }

        assertThat(given).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void shouldSkipThoseThatAreNotReadyOrHaveNoCredit() {
        final WorkerLoad gone = ready(4);
        gone.onReady(false);
        final WorkerLoad blocked = ready(4);
        blocked.onCredit(false);

        assertThat(pick(gone, blocked, busy(1, 1))).isEqualTo(2);
        assertThat(pick(gone, blocked)).isEqualTo(Policy.NONE);
        assertThat(pick()).isEqualTo(Policy.NONE);
    }

    @Test
    void shouldNotFallOverWhenWorkersLeave() {
        pick(ready(1), ready(1), ready(1));
        pick(ready(1), ready(1), ready(1));
        pick(ready(1), ready(1), ready(1));

        assertThat(pick(ready(1))).isZero();
    }

    private int pick(final WorkerLoad... workers) {
        return policy.pick(workers, workers.length);
    }
}
