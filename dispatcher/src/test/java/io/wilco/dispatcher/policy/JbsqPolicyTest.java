package io.wilco.dispatcher.policy;

import static io.wilco.dispatcher.policy.Loads.busy;
import static io.wilco.dispatcher.policy.Loads.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.policy.Loads.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JbsqPolicyTest {
    private static final long SERVICE_NS = 1_000_000;

    @Test
    void shouldGiveToAnIdleWorkerFirst() {
        assertThat(pool(busy(4, 1), ready(1), busy(4, 2)).pick()).isEqualTo(1);
    }

    @Test
    void shouldGiveToTheOneWithTheLeastForEachOfItsHandlers() {
        // Three of eight handlers are busy here, two of four there, and four of sixteen.
        assertThat(pool(busy(8, 3), busy(4, 2), busy(16, 4)).pick()).isEqualTo(2);
    }

    @Test
    void shouldHoldTheBoundOfEachWorker() {
        final Pool pool = pool(ready(1), ready(3));
        final List<Integer> given = new ArrayList<>();
        for (int index = pool.assign(); index != Policy.NONE; index = pool.assign()) {
            given.add(index);
        }

        // Twice the handlers while nothing is known of service times.
        assertThat(given).hasSize(8);
        assertThat(pool.member(0).load().outstanding()).isEqualTo(2);
        assertThat(pool.member(1).load().outstanding()).isEqualTo(6);
    }

    @Test
    void shouldTakeTurnsAmongEqualWorkers() {
        final Pool pool = pool(ready(1), ready(1), ready(1));
        final List<Integer> given = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            final int index = pool.assign();
            pool.member(index).load().onSettled(pool.nowNs);
            pool.changed(index);
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

        assertThat(pool(gone, blocked, busy(1, 1)).pick()).isEqualTo(2);
        assertThat(pool(gone, blocked).pick()).isEqualTo(Policy.NONE);
        assertThat(pool().pick()).isEqualTo(Policy.NONE);
    }

    @Test
    void shouldFollowWorkersThatLeaveAndCome() {
        final Pool pool = pool(ready(1), ready(1), ready(1));
        pool.assign();
        pool.remove(0);
        assertThat(List.of(pool.assign(), pool.assign())).containsExactlyInAnyOrder(1, 2);
        pool.remove(2);
        pool.add(ready(1), 0);

        assertThat(pool.assign()).isEqualTo(3);
    }

    @Test
    void shouldSendAheadOnlyWhenEnoughAreWaiting() {
        // One handler each, and a round trip of a fortieth of the service time.
        final Pool pool = pool(ready(1), ready(1), ready(1), ready(1));
        for (int worker = 0; worker < 4; worker++) {
            pool.assign();
            pool.answer(worker, SERVICE_NS, SERVICE_NS / 40);
        }
        for (int worker = 0; worker < 4; worker++) {
            pool.assign();
        }

        assertThat(pool.pick(1)).isEqualTo(Policy.NONE);
        assertThat(pool.pick(7)).isEqualTo(Policy.NONE);
        assertThat(pool.pick(8)).isNotEqualTo(Policy.NONE);
    }

    @Test
    void shouldUseASlowWorkerOnlyWhenWaitingTakesLonger() {
        // Three usual ones and one that takes ten times as long, all with a history; nothing is sent ahead.
        final Pool pool = pool(ready(1), ready(1), ready(1), ready(1));
        for (int round = 0; round < 100; round++) {
            for (int worker = 0; worker < 4; worker++) {
                pool.member(worker).load().onAssigned(0);
                pool.answer(worker, worker == 0 && round > 50 ? 10 * SERVICE_NS : SERVICE_NS, 1);
            }
        }
        final List<Integer> given = List.of(pool.assign(), pool.assign(), pool.assign());

        assertThat(given).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(pool.pick(1)).isEqualTo(Policy.NONE);
        assertThat(pool.pick(100)).isZero();
    }

    @Test
    void shouldSendNothingAheadToWhereOnlyLongOnesRun() {
        final Pool pool = poolThatKnowsOfLongOnes();
        pool.assign();
        pool.assign();
        pool.assign();
        pool.nowNs += 5 * SERVICE_NS;
        final int fresh = pool.assign();

        assertThat(pool.pick(2)).isEqualTo(fresh);
        pool.nowNs += 5 * SERVICE_NS;
        assertThat(pool.pick(3)).isEqualTo(Policy.NONE);
        // Unless so many wait that the time between two requests counts for more.
        assertThat(pool.pick(4)).isNotEqualTo(Policy.NONE);
    }

    @Test
    void shouldCallBackWhatIsBehindALongOne() {
        final Pool pool = poolThatKnowsOfLongOnes();
        for (int worker = 0; worker < 4; worker++) {
            pool.assign();
        }
        final int behind = pool.pick(2);
        pool.member(behind).load().onAssigned(pool.nowNs);
        pool.changed(behind);
        assertThat(pool.pool().pickForRecall(pool.nowNs, 0)).isNull();
        final long dueNs = pool.pool().recallNs(0);
        assertThat(dueNs - pool.nowNs).isBetween(SERVICE_NS, 2 * SERVICE_NS);

        pool.nowNs = dueNs;
        assertThat(pool.pool().pickForRecall(pool.nowNs, 2)).isNull();
        assertThat(pool.pool().pickForRecall(pool.nowNs, 1)).isSameAs(pool.member(behind));
        pool.member(behind).load().onAsked();
        pool.changed(behind);

        // Once is enough.
        assertThat(pool.pool().pickForRecall(pool.nowNs, 0)).isNull();
        assertThat(pool.pool().recallNs(0)).isEqualTo(Long.MAX_VALUE);
        pool.member(behind).load().onReturned();
        pool.changed(behind);
        assertThat(pool.member(behind).load().outstanding()).isEqualTo(1);
        assertThat(pool.pool().recallNs(0)).isEqualTo(Long.MAX_VALUE);
    }

    /**
     * Four workers of one handler, where one request in ten takes a hundred times as long, and the round trip is short.
     */
    private static Pool poolThatKnowsOfLongOnes() {
        final Pool pool = pool(ready(1), ready(1), ready(1), ready(1));
        for (int i = 0; i < 1_000; i++) {
            final int worker = i % 4;
            final long tookNs = i % 10 == 1 ? 100 * SERVICE_NS : SERVICE_NS;
            pool.member(worker).load().onAssigned(pool.nowNs);
            pool.nowNs += tookNs + SERVICE_NS / 10;
            pool.answer(worker, tookNs, SERVICE_NS / 10);
        }
        return pool;
    }

    @Test
    void shouldTryASlowWorkerAgainAfterAWhile() {
        final Pool pool = pool(ready(1), ready(1));
        for (int round = 0; round < 100; round++) {
            pool.member(0).load().onAssigned(0);
            pool.answer(0, SERVICE_NS, 1);
        }
        for (int round = 0; round < 20; round++) {
            pool.member(1).load().onAssigned(0);
            pool.answer(1, 30 * SERVICE_NS, 1);
        }
        pool.assign();
        assertThat(pool.pick(1)).isEqualTo(Policy.NONE);

        pool.nowNs += 20_000_000_000L;
        int picked = Policy.NONE;
        // Now and then, one worker is looked at again.
        for (int decisions = 0; decisions < 20 && picked == Policy.NONE; decisions++) {
            picked = pool.pick(1);
        }

        assertThat(picked).isEqualTo(1);
    }

    private static Pool pool(final WorkerLoad... loads) {
        return new Pool("jbsq", loads);
    }
}
