package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Against a map of deadlines. */
class TimerWheelProperties {
    private static final long TICK_NS = 1_000;
    private static final int IDS = 50;

    @Property(tries = 300)
    void shouldFireEachTimerOnceNeverEarlyAndAtMostATickLate(
            @ForAll final Random random,
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) final long startNs,
            @ForAll @IntRange(min = 1, max = 20_000) final int horizonTicks) {
        final TimerWheel wheel = new TimerWheel(TICK_NS, startNs);
        final Map<Integer, Long> model = new HashMap<>();
        long nowNs = startNs;
        for (int i = 0; i < 300; i++) {
            change(random, wheel, model, nowNs, horizonTicks);
            assertNextDeadlineNotTooLate(wheel, model);
            nowNs = random.nextInt(4) == 0
                    ? Math.max(nowNs, Math.min(wheel.nextDeadlineNs(), nowNs + horizonTicks * TICK_NS))
                    : nowNs + random.nextInt(horizonTicks) * TICK_NS / 10 + random.nextInt(1_000);
            poll(wheel, model, nowNs, Integer.MAX_VALUE);
            for (final long deadlineNs : model.values()) {
                assertThat(deadlineNs + TICK_NS).as("left unfired at %d", nowNs).isGreaterThan(nowNs - TICK_NS);
            }
        }
    }

    @Property(tries = 100)
    void shouldKeepWhatExceedsTheLimitDue(@ForAll final Random random) {
        // given
        final TimerWheel wheel = new TimerWheel(TICK_NS, 0);
        final Map<Integer, Long> model = new HashMap<>();
        for (int id = 0; id < IDS; id++) {
            final long deadlineNs = random.nextInt(100_000);
            wheel.schedule(id, deadlineNs);
            model.put(id, deadlineNs);
        }

        // when
        int fired = 0;
        while (!model.isEmpty()) {
            final int count = poll(wheel, model, 200_000, 7);
            assertThat(count).isLessThanOrEqualTo(7);
            assertThat(wheel.nextDeadlineNs()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : Long.MIN_VALUE);
            fired += count;
        }

        // then
        assertThat(fired).isEqualTo(IDS);
    }

    @Example
    void shouldBearHandlersThatScheduleAndCancel() {
        // given
        final TimerWheel wheel = new TimerWheel(TICK_NS, 0);
        for (int id = 0; id < 10; id++) {
            wheel.schedule(id, 5_000);
        }

        // when: each handler cancels the next id and sets its own timer again
        final Set<Integer> fired = new HashSet<>();
        wheel.poll(
                10_000,
                id -> {
                    fired.add(id);
                    wheel.cancel(id ^ 1);
                    wheel.schedule(id, 20_000);
                },
                100);

        // then
        assertThat(fired).hasSize(5);
        assertThat(wheel.poll(50_000, id -> assertThat(fired).contains(id), 100))
                .isEqualTo(5);
        assertThat(wheel.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Example
    void shouldFireWhatIsScheduledInThePastWithTheNextTick() {
        // given
        final TimerWheel wheel = new TimerWheel(TICK_NS, 10_000);
        wheel.poll(10_000, id -> {}, 1);

        // when
        wheel.schedule(3, Long.MIN_VALUE);
        wheel.schedule(4, 9_000);

        // then
        assertThat(wheel.nextDeadlineNs()).isEqualTo(11_000);
        assertThat(wheel.poll(11_000, id -> {}, 10)).isEqualTo(2);
    }

    private static void change(
            final Random random,
            final TimerWheel wheel,
            final Map<Integer, Long> model,
            final long nowNs,
            final int horizonTicks) {
        final int id = random.nextInt(IDS);
        if (random.nextInt(4) == 0) {
            wheel.cancel(id);
            model.remove(id);
        } else {
            final long deadlineNs = nowNs + random.nextInt(horizonTicks) * TICK_NS + random.nextInt(1_000) - 500;
            wheel.schedule(id, deadlineNs);
            model.put(id, deadlineNs);
        }
    }

    private static int poll(final TimerWheel wheel, final Map<Integer, Long> model, final long nowNs, final int limit) {
        return wheel.poll(
                nowNs,
                id -> {
                    final Long deadlineNs = model.remove(id);
                    assertThat(deadlineNs).as("timer %d", id).isNotNull();
                    assertThat(deadlineNs).isLessThanOrEqualTo(nowNs);
                },
                limit);
    }

    private static void assertNextDeadlineNotTooLate(final TimerWheel wheel, final Map<Integer, Long> model) {
        final long nextNs = wheel.nextDeadlineNs();
        if (model.isEmpty()) {
            assertThat(nextNs).isEqualTo(Long.MAX_VALUE);
        }
        for (final long deadlineNs : model.values()) {
            assertThat(nextNs).isLessThanOrEqualTo(Math.floorDiv(deadlineNs, TICK_NS) * TICK_NS + 2 * TICK_NS);
        }
    }

    @Example
    void shouldTellWhetherATimerFiresEarlyEnough() {
        final TimerWheel wheel = new TimerWheel(TICK_NS, 0);
        wheel.schedule(1, 5_000);

        assertThat(wheel.firesBy(1, 5_000)).isTrue();
        assertThat(wheel.firesBy(1, 90_000)).isTrue();
        assertThat(wheel.firesBy(1, 3_000)).isFalse();
        assertThat(wheel.firesBy(2, 90_000)).isFalse();
        assertThat(wheel.firesBy(1_000, 90_000)).isFalse();

        wheel.cancel(1);
        assertThat(wheel.firesBy(1, 90_000)).isFalse();
    }
}
