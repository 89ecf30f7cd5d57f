package io.wilco.loadgen.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The heap and the ring beside queues that are known to be right. */
class EventOrderProperties {
    /** Enough for both to grow, also while their first element is not at the beginning. */
    private static final int STEPS = 5_000;

    private record Event(long timeNs, long order, int number) {}

    @Property(tries = 100)
    void shouldGiveTheEarliestEventFirst(
            @ForAll final long seed,
            @ForAll @IntRange(min = 1, max = 9) final int addsOfTen,
            @ForAll @IntRange(min = 1, max = 10_000) final int times) {
        // given
        final Random random = new Random(seed);
        final EventQueue queue = new EventQueue();
        final Queue<Event> model =
                new PriorityQueue<>(Comparator.comparingLong(Event::timeNs).thenComparingLong(Event::order));

        for (int i = 0; i < STEPS; i++) {
            // when
            if (random.nextInt(10) < addsOfTen) {
                final Event event = new Event(random.nextInt(times), i, random.nextInt());
                queue.add(event.timeNs(), event.order(), event.number());
                model.add(event);
            } else if (!model.isEmpty()) {
                assertThat(queue.poll()).isEqualTo(model.remove().number());
            }

            // then
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
            assertFirst(model.peek(), queue.firstNs(), queue.firstOrder());
        }
        while (!model.isEmpty()) {
            assertThat(queue.poll()).isEqualTo(model.remove().number());
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Property(tries = 100)
    void shouldGiveWhatTookTheSameTimeInTurn(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 9) final int addsOfTen) {
        // given
        final Random random = new Random(seed);
        final Lane lane = new Lane();
        final Queue<Event> model = new ArrayDeque<>();
        long nowNs = 0;

        for (int i = 0; i < STEPS; i++) {
            // when
            if (random.nextInt(10) < addsOfTen) {
                nowNs += random.nextInt(3);
                final Event event = new Event(nowNs, i, random.nextInt());
                lane.add(event.timeNs(), event.order(), event.number());
                model.add(event);
            } else if (!model.isEmpty()) {
                assertThat(lane.poll()).isEqualTo(model.remove().number());
            }

            // then
            assertFirst(model.peek(), lane.firstNs(), lane.firstOrder());
        }
        while (!model.isEmpty()) {
            assertThat(lane.poll()).isEqualTo(model.remove().number());
        }
    }

    private static void assertFirst(final Event first, final long firstNs, final long firstOrder) {
        assertThat(firstNs).isEqualTo(first == null ? Long.MAX_VALUE : first.timeNs());
        assertThat(firstOrder).isEqualTo(first == null ? Long.MAX_VALUE : first.order());
    }
}
