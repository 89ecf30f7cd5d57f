package io.wilco.dispatcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final int HIGH = 0;
    private static final int NORMAL = 1;
    private static final int LOW = 2;

    private final SlotRecords records = new SlotRecords(1, 0);
    private final SlotLinks links = new SlotLinks(records, 0);
    private final FairQueue queue = new FairQueue();

    FairQueueTest() {
        records.grow(1_024);
    }

    @Test
    void shouldServeOneClientInItsOrder() {
        final Flow flow = new Flow(NORMAL, links);
        add(flow, 5, 3, 9);

        assertThat(serve(3)).containsExactly(5, 3, 9);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldServeClientsInTurnHoweverManyOneHas() {
        final Flow greedy = new Flow(NORMAL, links);
        add(greedy, 0, 1, 2, 3, 4, 5);
        final Flow modest = new Flow(NORMAL, links);
        add(modest, 10, 11);

        assertThat(serve(8)).containsExactly(0, 10, 1, 11, 2, 3, 4, 5);
    }

    @Test
    void shouldNotGiveAClientATurnForComingBack() {
        final Flow first = new Flow(NORMAL, links);
        final Flow second = new Flow(NORMAL, links);
        add(first, 0, 1);
        add(second, 10, 11);
        assertThat(serve(1)).containsExactly(0);
        queue.remove(first, 1);
        add(first, 2);

        assertThat(serve(3)).containsExactly(10, 2, 11);
    }

    @Test
    void shouldPutBackBeforeAllOthersOfItsClient() {
        final Flow flow = new Flow(NORMAL, links);
        add(flow, 1, 2);
        assertThat(serve(1)).containsExactly(1);
        queue.addFirst(flow, 1);

        assertThat(serve(2)).containsExactly(1, 2);
    }

    @Test
    void shouldServeByPriorityAndTheLowestNotNever() {
        final Flow low = new Flow(LOW, links);
        final Flow high = new Flow(HIGH, links);
        for (int i = 0; i < 40; i++) {
            add(low, 100 + i);
            add(high, i);
        }
        final List<Integer> served = serve(32);

        assertThat(served.stream().filter(slot -> slot >= 100)).hasSize(2);
        assertThat(served.subList(0, 15)).allMatch(slot -> slot < 100);
    }

    @Test
    void shouldLetNeitherOfTheLowerPrioritiesStarve() {
        final Flow high = new Flow(HIGH, links);
        final Flow normal = new Flow(NORMAL, links);
        final Flow low = new Flow(LOW, links);
        for (int i = 0; i < 70; i++) {
            add(high, i);
            add(normal, 100 + i);
            add(low, 200 + i);
        }
        final List<Integer> served = serve(64);

        assertThat(served.stream().filter(slot -> slot >= 200)).hasSize(2);
        assertThat(served.stream().filter(slot -> slot >= 100 && slot < 200)).hasSize(2);
    }

    @Test
    void shouldForgetWhoHadATurnWhenNobodyWaits() {
        final Flow flow = new Flow(NORMAL, links);
        add(flow, 1);
        serve(1);

        assertThat(flow.isUnused(0)).isTrue();
    }

    @Test
    void shouldTellHowManyComeBefore() {
        final Flow greedy = new Flow(NORMAL, links);
        add(greedy, 0, 1, 2, 3, 4);
        final Flow modest = new Flow(NORMAL, links);
        add(modest, 10);
        final Flow newcomer = new Flow(NORMAL, links);
        final Flow urgent = new Flow(HIGH, links);
        final Flow patient = new Flow(LOW, links);

        assertThat(queue.before(newcomer)).isEqualTo(2);
        assertThat(queue.before(modest)).isEqualTo(3);
        assertThat(queue.before(greedy)).isEqualTo(6);
        assertThat(queue.before(urgent)).isZero();
        assertThat(queue.before(patient)).isEqualTo(6);
    }

    private void add(final Flow flow, final int... slots) {
        for (final int slot : slots) {
            queue.addLast(flow, slot);
        }
    }

    private List<Integer> serve(final int count) {
        final List<Integer> served = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Flow flow = queue.next();
            served.add(FairQueue.first(flow));
            queue.onServed(flow);
        }
        return served;
    }
}
