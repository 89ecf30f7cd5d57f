package io.wilco.dispatcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Two lists over the same slots, as a worker's and a service's, against the JDK's lists. */
class SlotListProperties {
    private static final int SLOTS = 16;

    @Property(tries = 500)
    void shouldBehaveAsListsDo(@ForAll @Size(max = 200) final List<@IntRange(min = 0, max = 1_023) Integer> choices) {
        final SlotRecords records = new SlotRecords(1, 0);
        records.grow(SLOTS);
        final SlotLinks links = new SlotLinks(records, 0);
        final List<SlotList> lists = List.of(new SlotList(links), new SlotList(links));
        final List<List<Integer>> models = List.of(new ArrayList<>(), new ArrayList<>());

        for (final int choice : choices) {
            final int slot = choice % SLOTS;
            final int which = choice / SLOTS % 2;
            final int holder = models.get(0).contains(slot) ? 0 : models.get(1).contains(slot) ? 1 : -1;
            if (holder >= 0) {
                lists.get(holder).remove(slot);
                models.get(holder).remove((Integer) slot);
            } else if (choice / SLOTS / 2 % 2 == 0) {
                lists.get(which).addLast(slot);
                models.get(which).add(slot);
            } else {
                lists.get(which).addFirst(slot);
                models.get(which).add(0, slot);
            }
            for (int i = 0; i < 2; i++) {
                assertSame(lists.get(i), models.get(i), links);
            }
        }
    }

    private static void assertSame(final SlotList list, final List<Integer> model, final SlotLinks links) {
        final List<Integer> forwards = new ArrayList<>();
        for (int slot = list.first(); slot != SlotList.NONE; slot = links.after(slot)) {
            forwards.add(slot);
        }
        final List<Integer> backwards = new ArrayList<>();
        for (int slot = list.last(); slot != SlotList.NONE; slot = links.before(slot)) {
            backwards.add(0, slot);
        }
        assertThat(forwards).isEqualTo(model);
        assertThat(backwards).isEqualTo(model);
        assertThat(list.size()).isEqualTo(model.size());
        assertThat(list.isEmpty()).isEqualTo(model.isEmpty());
    }
}
