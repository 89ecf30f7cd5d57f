package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Window and store together, against plain collections. */
class SendWindowProperties {
    private static final int BYTES_MAX = 1 << 16;

    private final Map<Long, Integer> lengths = new HashMap<>();
    private final Map<Long, Integer> transmissions = new HashMap<>();
    private final LinkedHashSet<Long> flight = new LinkedHashSet<>();
    private final LinkedHashSet<Long> lost = new LinkedHashSet<>();
    private final TreeSet<Long> unacked = new TreeSet<>();
    private SendWindow window = new SendWindow(BYTES_MAX);
    private long unsent;
    private long next;

    @Property(tries = 150)
    void shouldAgreeWithPlainCollections(
            @ForAll final Random random,
            @ForAll @IntRange(min = 1, max = 1_500) final int lengthMax,
            @ForAll @IntRange(min = 1, max = 10) final int haste) {
        reset();
        long nowNs = 0;
        for (int i = 0; i < 600; i++) {
            nowNs += random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0, 1 -> append(random, lengthMax, haste);
                case 2 -> transmitNew(random.nextInt(haste) + 1, nowNs, i);
                case 3 -> lose(random);
                case 4 -> transmitLost(nowNs, i);
                default -> ack(random, haste);
            }
            check();
            if (i % 60 == 59) {
                checkFrames();
            }
        }
    }

    private void reset() {
        lengths.clear();
        transmissions.clear();
        flight.clear();
        lost.clear();
        unacked.clear();
        window = new SendWindow(BYTES_MAX);
        unsent = 0;
        next = 0;
    }

    private void append(final Random random, final int lengthMax, final int count) {
        for (int i = 0; i < count; i++) {
            final int length = 1 + random.nextInt(lengthMax);
            if (!window.hasRoom(length)) {
                assertThat(bytesKept() + 3 * lengthMax).isGreaterThan(BYTES_MAX / 2);
                return;
            }
            assertThat(window.append(length)).isEqualTo(next);
            for (int at = 0; at < length; at++) {
                window.bytes().put(window.index(next) + at, (byte) (next * 7 + at));
            }
            lengths.put(next, length);
            unacked.add(next);
            next++;
        }
    }

    private int bytesKept() {
        return unacked.isEmpty()
                ? 0
                : lengths.entrySet().stream()
                        .filter(entry -> entry.getKey() >= unacked.first())
                        .mapToInt(Map.Entry::getValue)
                        .sum();
    }

    private void transmitNew(final int count, final long nowNs, final long datagram) {
        for (int i = 0; i < count && unsent < next; i++) {
            window.onTransmitted(unsent, nowNs, datagram);
            flight.add(unsent);
            transmissions.put(unsent, 1);
            unsent++;
        }
    }

    private void lose(final Random random) {
        if (!flight.isEmpty()) {
            final List<Long> frames = new ArrayList<>(flight);
            final long sequence = random.nextBoolean() ? frames.get(0) : frames.get(random.nextInt(frames.size()));
            window.onLost(sequence);
            flight.remove(sequence);
            lost.add(sequence);
        }
    }

    /** A lost frame, or the head of the flight, as a probe. */
    private void transmitLost(final long nowNs, final long datagram) {
        final long sequence = lost.isEmpty() ? window.flightHead() : window.lostHead();
        if (sequence != SendWindow.NONE) {
            window.onTransmitted(sequence, nowNs, datagram);
            lost.remove(sequence);
            flight.remove(sequence);
            flight.add(sequence);
            transmissions.merge(sequence, 1, Integer::sum);
            assertThat(window.sentNs(sequence)).isEqualTo(nowNs);
            assertThat(window.datagram(sequence)).isEqualTo(datagram);
        }
    }

    private void ack(final Random random, final int count) {
        final List<Long> sent = new ArrayList<>(unacked.headSet(unsent));
        for (int i = 0; i < count && !sent.isEmpty(); i++) {
            final long sequence = sent.remove(random.nextInt(3) == 0 ? random.nextInt(sent.size()) : 0);
            assertBytes(sequence);
            window.onAcked(sequence);
            flight.remove(sequence);
            lost.remove(sequence);
            unacked.remove(sequence);
        }
        window.advance();
    }

    private void assertBytes(final long sequence) {
        for (int at = 0; at < lengths.get(sequence); at++) {
            if (window.bytes().get(window.index(sequence) + at) != (byte) (sequence * 7 + at)) {
                throw new AssertionError("byte " + at + " of frame " + sequence + " was overwritten");
            }
        }
    }

    private void check() {
        assertThat(window.next()).isEqualTo(next);
        assertThat(window.unsent()).isEqualTo(unsent);
        assertThat(window.flightHead())
                .isEqualTo(
                        flight.isEmpty() ? SendWindow.NONE : flight.iterator().next());
        assertThat(window.lostHead())
                .isEqualTo(lost.isEmpty() ? SendWindow.NONE : lost.iterator().next());
        final Long oldest = unacked.ceiling(window.base());
        assertThat(window.base()).isLessThanOrEqualTo(oldest == null ? next : oldest);
        assertThat(window.firstUnacked(window.base(), next)).isEqualTo(oldest == null ? next : oldest);
    }

    private void checkFrames() {
        for (final long sequence : unacked) {
            assertBytes(sequence);
            assertThat(window.isAcked(sequence)).isFalse();
            assertThat(window.length(sequence)).isEqualTo(lengths.get(sequence));
            assertThat(window.transmissions(sequence)).isEqualTo(transmissions.getOrDefault(sequence, 0));
            assertThat(window.isLost(sequence)).isEqualTo(lost.contains(sequence));
        }
    }
}
