package io.wilco.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.ReplyStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against the plainest table there is: what was begun is known until its client says that it is over. */
class OnceTableProperties {
    private static final int CLIENTS = 3;
    private static final int SEQUENCES = 40;
    private static final long DEADLINE_NS = 1_000_000_000L;

    /** One thing that happens to the table. */
    record Step(String what, int client, int sequence, int replyBytes) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of("add", "done", "remove", "over")
                .flatMap(what -> Arbitraries.integers()
                        .between(1, CLIENTS)
                        .flatMap(client -> Arbitraries.integers()
                                .between(1, SEQUENCES)
                                .flatMap(sequence -> Arbitraries.integers()
                                        .between(0, 100)
                                        .map(bytes -> new Step(what, client, sequence, bytes)))))
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void shouldKnowWhatWasBegunUntilItIsOver(@ForAll("steps") final List<Step> steps) {
        final OnceTable table = new OnceTable();
        final Map<Long, Map<Long, Integer>> model = new HashMap<>();
        final Map<Long, Long> openFrom = new HashMap<>();
        for (final Step step : steps) {
            final long client = step.client;
            final long sequence = step.sequence;
            final Map<Long, Integer> known = model.computeIfAbsent(client, id -> new HashMap<>());
            final OnceRecord record = table.find(client, sequence);
            assertThat(record != null).isEqualTo(known.containsKey(sequence));
            switch (step.what) {
                case "add" -> {
                    if (record == null && !table.isOver(client, sequence)) {
                        assertThat(table.add(client, sequence, openFrom.getOrDefault(client, 0L), DEADLINE_NS, 0))
                                .isNotNull();
                        known.put(sequence, -1);
                        openFrom.putIfAbsent(client, 0L);
                    }
                }
                case "done" -> {
                    if (record != null && !record.isDone()) {
                        table.onDone(record, ReplyStatus.OK, new byte[step.replyBytes]);
                        known.put(sequence, step.replyBytes);
                    }
                }
                case "remove" -> {
                    table.remove(client, sequence);
                    known.remove(sequence);
                }
                default -> {
                    table.onOpenFrom(client, sequence);
                    if (openFrom.containsKey(client)) {
                        openFrom.merge(client, sequence, Math::max);
                        known.keySet().removeIf(number -> number < sequence);
                    }
                }
            }
            assertThat(table.isOver(client, sequence)).isEqualTo(sequence < openFrom.getOrDefault(client, 0L));
        }
        assertThat(table.size())
                .isEqualTo(model.values().stream().mapToInt(Map::size).sum());
        assertThat(table.replyBytes())
                .isEqualTo(model.values().stream()
                        .flatMap(known -> known.values().stream())
                        .mapToLong(bytes -> Math.max(0, bytes))
                        .sum());
    }

    @Property(tries = 50)
    void shouldForgetWhatNobodyCanComeForAnyMore(@ForAll final boolean isDone) {
        final OnceTable table = new OnceTable();
        final OnceRecord record = table.add(1, 1, 1, DEADLINE_NS, 0);
        if (isDone) {
            table.onDone(record, ReplyStatus.OK, new byte[10]);
        } else {
            record.setSlot(5);
        }

        table.add(2, 1, 1, DEADLINE_NS, DEADLINE_NS + OnceTable.KEPT_NS - 1);
        assertThat(table.find(1, 1)).isSameAs(record);
        table.add(2, 2, 1, DEADLINE_NS, 2 * (DEADLINE_NS + OnceTable.KEPT_NS));

        // What is being executed is known for as long as that takes.
        assertThat(table.find(1, 1) == null).isEqualTo(isDone);
    }

    @Property(tries = 1)
    void shouldDropTheOldestRepliesWhenThereAreTooMany() {
        final OnceTable table = new OnceTable();
        final int bytes = 1 << 16;
        final int count = OnceTable.REPLY_BYTES_MAX / bytes + 10;
        for (int sequence = 1; sequence <= count; sequence++) {
            table.onDone(table.add(1, sequence, 1, DEADLINE_NS, 0), ReplyStatus.OK, new byte[bytes]);
        }

        assertThat(table.replyBytes()).isEqualTo(OnceTable.REPLY_BYTES_MAX);
        assertThat(table.size()).isEqualTo(count);
        assertThat(table.find(1, 10).reply()).isNull();
        assertThat(table.find(1, 10).isDone()).isTrue();
        assertThat(table.find(1, 11).reply()).isNotNull();
    }
}
