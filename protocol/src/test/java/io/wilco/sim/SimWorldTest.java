package io.wilco.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.link.Engine;
import io.wilco.link.IdleEngine;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimWorldTest {
    private static final InetSocketAddress A = SimWorld.address(1, 1_000);
    private static final InetSocketAddress B = SimWorld.address(2, 2_000);
    private static final long START_NS = -5_000_000_000L;
    private static final long DELAY_NS = SimFaults.NONE.delayMinNs();
    private static final long MS = 1_000_000L;

    private final SimWorld world = new SimWorld(1, START_NS);
    private final Recorder a = new Recorder();
    private final Recorder b = new Recorder();

    SimWorldTest() {
        world.add(A, a);
        world.add(B, b);
    }

    @Test
    void shouldJumpFromEventToEvent() {
        // given
        a.send(B, 7);
        a.deadlineNs = START_NS + 30_000 * MS;

        // when
        world.run(START_NS + 60_000 * MS);

        // then
        assertThat(b.received).extracting(Recorder.Received::nowNs).containsExactly(START_NS + DELAY_NS);
        assertThat(a.ticksNs).containsExactly(START_NS, START_NS + 30_000 * MS);
        assertThat(world.nowNs()).isEqualTo(START_NS + 60_000 * MS);
        assertThat(world.steps()).isLessThan(6);
    }

    @Test
    void shouldGiveAHostOneCycleForAllThatArrivesAtAnInstant() {
        // given
        for (int i = 0; i < 50; i++) {
            a.send(B, i);
        }

        // when
        world.run(START_NS + MS);

        // then: one cycle at the start, one for the datagrams
        assertThat(b.numbers()).hasSize(50).isSorted();
        assertThat(b.ticksNs).hasSize(2);
    }

    @Test
    void shouldBoundTheDatagramsOfACycle() {
        // given
        for (int i = 0; i < 500; i++) {
            a.send(B, i);
        }

        // when
        world.run(START_NS + MS);

        // then
        assertThat(b.numbers()).hasSize(500).isSorted();
        assertThat(b.ticksNs.size()).isBetween(4, 20);
        assertThat(b.ticksNs.stream().distinct()).hasSize(2);
    }

    @Test
    void shouldStopAsSoonAsTheConditionHolds() {
        // given
        a.send(B, 7);

        // when
        final boolean holds = world.runUntil(() -> !b.received.isEmpty(), START_NS + 60_000 * MS);
        final boolean neverHolds = world.runUntil(() -> b.received.size() == 2, START_NS + 10 * MS);

        // then
        assertThat(holds).isTrue();
        assertThat(neverHolds).isFalse();
        assertThat(world.nowNs()).isEqualTo(START_NS + 10 * MS);
    }

    @Test
    void shouldRunActionsAtTheirTimeAndThenTheEnginesTheyUsed() {
        // given
        final List<Long> times = new ArrayList<>();
        world.at(START_NS + 2 * MS, () -> times.add(world.nowNs()));
        world.at(START_NS + MS, () -> {
            times.add(world.nowNs());
            a.send(B, 1);
        });
        world.at(START_NS - MS, () -> times.add(world.nowNs()));

        // when
        world.run(START_NS + 5 * MS);

        // then
        assertThat(times).containsExactly(START_NS, START_NS + MS, START_NS + 2 * MS);
        assertThat(b.received).extracting(Recorder.Received::nowNs).containsExactly(START_NS + MS + DELAY_NS);
    }

    @Test
    void shouldGiveEachHostItsOwnClock() {
        // given
        final Recorder other = new Recorder();
        final InetSocketAddress address = SimWorld.address(3, 3_000);
        world.add(address, other, 1_000_000 * MS);
        other.deadlineNs = START_NS + 1_000_000 * MS + 3 * MS;

        // when
        world.run(START_NS + 10 * MS);

        // then
        assertThat(other.ticksNs).containsExactly(START_NS + 1_000_000 * MS, START_NS + 1_000_000 * MS + 3 * MS);
    }

    @Test
    void shouldLetDatagramsWaitForAPausedHost() {
        // given
        world.run(START_NS);
        world.pause(B, 5 * MS);
        a.send(B, 1);
        world.at(START_NS + 2 * MS, B, () -> b.send(A, 2));

        // when
        world.run(START_NS + 5 * MS - 1);
        assertThat(b.received).isEmpty();
        world.run(START_NS + 10 * MS);

        // then
        assertThat(b.received).extracting(Recorder.Received::nowNs).containsExactly(START_NS + 5 * MS);
        assertThat(a.received).extracting(Recorder.Received::nowNs).containsExactly(START_NS + 5 * MS + DELAY_NS);
    }

    @Test
    void shouldLetDatagramsWaitForASocketThatTakesNone() {
        // given
        world.run(START_NS);
        world.blockSending(A, 5 * MS);
        a.send(B, 1);

        // when
        world.run(START_NS + 10 * MS);

        // then
        assertThat(b.received).extracting(Recorder.Received::nowNs).containsExactly(START_NS + 5 * MS + DELAY_NS);
    }

    @Test
    void shouldLoseAllOfAHostThatCrashes() {
        // given: one datagram on its way to it, one waiting for it, an action scheduled in it
        final List<Integer> ran = new ArrayList<>();
        world.run(START_NS);
        world.pause(B, 10 * MS);
        a.send(B, 1);
        world.at(START_NS + 3 * MS, B, () -> ran.add(1));
        world.at(START_NS + MS, () -> a.send(B, 2));
        world.run(START_NS + MS + DELAY_NS / 2);

        // when
        world.crash(B);
        final boolean wasUp = world.isUp(B);
        final Recorder second = new Recorder();
        world.at(START_NS + 2 * MS, () -> world.restart(B, second));
        world.at(START_NS + 4 * MS, () -> a.send(B, 3));
        world.run(START_NS + 20 * MS);

        // then
        assertThat(wasUp).isFalse();
        assertThat(b.received).isEmpty();
        assertThat(ran).isEmpty();
        assertThat(second.numbers()).containsExactly(3);
    }

    @Test
    void shouldTellTheSenderThatNothingListensIfAsked() {
        // given
        world.crash(B);
        a.send(B, 1);
        world.run(START_NS + MS);
        assertThat(a.unreachable).isEmpty();

        // when
        world.network().reportUnreachable(true);
        a.send(B, 2);
        world.run(START_NS + 2 * MS);

        // then
        assertThat(a.unreachable).containsExactly(B);
    }

    @Test
    void shouldNameTheHostThatNeverComesToRest() {
        // given
        a.deadlineNs = Long.MIN_VALUE;
        final Engine restless = new Restless();
        world.restart(A, restless);

        // when, then
        assertThatThrownBy(() -> world.run(START_NS + MS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("livelock")
                .hasMessageContaining("10.0.0.1:1000");
    }

    @Test
    void shouldNoticeThatTimeStandsStill() {
        // given
        repeat();

        // when, then
        assertThatThrownBy(() -> world.run(START_NS + MS)).hasMessageContaining("time stands still");
    }

    private void repeat() {
        world.at(START_NS, this::repeat);
    }

    @Test
    void shouldGiveUpAfterTheStepsItMayTake() {
        // given
        a.isEcho = true;
        b.isEcho = true;
        a.send(B, 1);
        world.stepsMax(1_000);

        // when, then
        assertThatThrownBy(() -> world.run(START_NS + 60_000 * MS)).hasMessageContaining("1000 steps");
    }

    @Test
    void shouldHaveTheSameDigestForTheSameRunOnly() {
        assertThat(digest(3, 0.5)).isEqualTo(digest(3, 0.5));
        assertThat(digest(3, 0.5)).isNotEqualTo(digest(4, 0.5));
        assertThat(digest(3, 0.5)).isNotEqualTo(digest(3, 0.4));
    }

    private static long digest(final long seed, final double loss) {
        final SimWorld world = new SimWorld(seed, 0);
        final Recorder one = new Recorder();
        world.add(A, one);
        world.add(B, new Recorder());
        world.network().faults(SimFaults.NONE.withLoss(loss).withDelay(1, 1_000_000));
        for (int i = 0; i < 100; i++) {
            one.send(B, i);
        }
        world.run(MS * 10);
        return world.digest();
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertThatThrownBy(() -> world.add(A, a)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> world.crash(SimWorld.address(9, 9))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SimWorld(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> world.add(SimWorld.address(9, 9), a, Long.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Always wants to run. */
    private static final class Restless extends IdleEngine {
        @Override
        public long nextDeadlineNs() {
            return Long.MIN_VALUE;
        }
    }
}
