package io.wilco.link;

import io.wilco.wire.FrameType;
import io.wilco.wire.MessageFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames from the oldest unacked one to the newest offered one, by sequence number: where their bytes are, and the
 * two orders in which they are looked at, transmission order (in flight) and order of loss (lost).
 */
final class SendWindow {
    /** End of a list. */
    static final long NONE = -1;

    private static final int INITIAL_SLOTS = Long.SIZE;

    private final FrameStore store;
    private long base;
    private long unsent;
    private long next;
    private long noted;

    private int mask = INITIAL_SLOTS - 1;
    private long[] positions = new long[INITIAL_SLOTS];
    private int[] lengths = new int[INITIAL_SLOTS];
    private int[] transmissions = new int[INITIAL_SLOTS];
    private long[] sentNs = new long[INITIAL_SLOTS];
    private long[] datagrams = new long[INITIAL_SLOTS];
    private long[] before = new long[INITIAL_SLOTS];
    private long[] after = new long[INITIAL_SLOTS];
    private boolean[] isLost = new boolean[INITIAL_SLOTS];
    private long[] ackedBits = new long[INITIAL_SLOTS / Long.SIZE];

    private long flightHead = NONE;
    private long flightTail = NONE;
    private long lostHead = NONE;
    private long lostTail = NONE;

    SendWindow(final int bytesMax) {
        store = new FrameStore(bytesMax);
    }

    /** The oldest frame not acked; equal to {@link #next} when there is none. */
    long base() {
        return base;
    }

    /** The first frame never transmitted; equal to {@link #next} when there is none. */
    long unsent() {
        return unsent;
    }

    /** The number the next frame gets. */
    long next() {
        return next;
    }

    long flightHead() {
        return flightHead;
    }

    long lostHead() {
        return lostHead;
    }

    /** Bytes kept at the most. */
    int bytesMax() {
        return store.bytesMax();
    }

    boolean hasRoom(final int bytes) {
        return store.hasRoom(bytes);
    }

    /** Takes the next number for a frame of {@code bytes}; its bytes are to be written to {@link #bytes}. */
    long append(final int bytes) {
        if (next - base > mask) {
            grow();
        }
        final int slot = slot(next);
        positions[slot] = store.claim(bytes);
        lengths[slot] = bytes;
        transmissions[slot] = 0;
        isLost[slot] = false;
        ackedBits[slot >>> 6] &= ~(1L << slot);
        return next++;
    }

    /** Where the frame's bytes are; its index there is {@link #index}. */
    ByteBuffer bytes() {
        return store.buffer();
    }

    int index(final long sequence) {
        return store.index(positions[slot(sequence)]);
    }

    int length(final long sequence) {
        return lengths[slot(sequence)];
    }

    int transmissions(final long sequence) {
        return transmissions[slot(sequence)];
    }

    /** Of its last transmission; before the first, of the cycle in which it was offered. */
    long sentNs(final long sequence) {
        return sentNs[slot(sequence)];
    }

    /** What was offered in the cycle that ends now was right then: offers come without the time. */
    void onCycleEnd(final long nowNs) {
        noted = Math.max(noted, unsent);
        while (noted < next) {
            sentNs[slot(noted)] = nowNs;
            noted++;
        }
    }

    /**
     * To be called before a transmission. A request says how much time is left; what has passed since it was written,
     * or last sent, is gone: without this, a request that waited here or was lost could be executed long after its
     * deadline.
     */
    void freshen(final long sequence, final long nowNs) {
        final long elapsedNs = nowNs - sentNs(sequence);
        if (elapsedNs <= 0) {
            return;
        }
        final ByteBuffer bytes = bytes();
        final int at = index(sequence);
        final boolean isFragment = MessageFlyweight.type(bytes, at) == FrameType.FRAGMENT;
        if (MessageFlyweight.kind(bytes, at) == MessageKind.REQUEST
                && MessageFlyweight.bodyLength(bytes, at) >= RequestFlyweight.HEADER_LENGTH
                && !(isFragment && MessageFlyweight.index(bytes, at) > 0)) {
            final int headLength =
                    isFragment ? MessageFlyweight.FRAGMENT_HEADER_LENGTH : MessageFlyweight.HEADER_LENGTH;
            RequestFlyweight.spendBudget(bytes, at + headLength, elapsedNs);
        }
    }

    /** The ordinal of the datagram of its last transmission. */
    long datagram(final long sequence) {
        return datagrams[slot(sequence)];
    }

    boolean isLost(final long sequence) {
        return isLost[slot(sequence)];
    }

    boolean isAcked(final long sequence) {
        final int slot = slot(sequence);
        return sequence < base || (ackedBits[slot >>> 6] & 1L << slot) != 0;
    }

    /**
     * The first number at or after {@code sequence}, and before {@code end}, that is not acked; else {@code end}. Looks
     * at 64 numbers at a time, for every ACK repeats what earlier ones said.
     */
    long firstUnacked(final long sequence, final long end) {
        long at = Math.max(sequence, base);
        while (at < end) {
            final int slot = slot(at);
            final long rest = ~ackedBits[slot >>> 6] >>> slot;
            if (rest != 0) {
                return Math.min(end, at + Long.numberOfTrailingZeros(rest));
            }
            at += Long.SIZE - (slot & Long.SIZE - 1);
        }
        return end;
    }

    /** The frame leaves, now or again, in the datagram of that ordinal: it joins the end of the flight. */
    void onTransmitted(final long sequence, final long nowNs, final long datagram) {
        if (sequence == unsent) {
            unsent++;
        } else {
            unlink(sequence);
        }
        final int slot = slot(sequence);
        transmissions[slot]++;
        sentNs[slot] = nowNs;
        datagrams[slot] = datagram;
        isLost[slot] = false;
        before[slot] = flightTail;
        after[slot] = NONE;
        if (flightTail == NONE) {
            flightHead = sequence;
        } else {
            after[slot(flightTail)] = sequence;
        }
        flightTail = sequence;
    }

    /** The frame is thought lost: it moves from the flight to the end of the lost ones. */
    void onLost(final long sequence) {
        unlink(sequence);
        final int slot = slot(sequence);
        isLost[slot] = true;
        before[slot] = lostTail;
        after[slot] = NONE;
        if (lostTail == NONE) {
            lostHead = sequence;
        } else {
            after[slot(lostTail)] = sequence;
        }
        lostTail = sequence;
    }

    /** The frame has arrived; the base may move. */
    void onAcked(final long sequence) {
        assert sequence < unsent && !isAcked(sequence);
        unlink(sequence);
        final int slot = slot(sequence);
        ackedBits[slot >>> 6] |= 1L << slot;
    }

    /** Moves the base over what has been acked and gives its bytes back. */
    void advance() {
        final long to = firstUnacked(base, unsent);
        if (to > base) {
            base = to;
            if (base == next) {
                store.releaseAll();
            } else {
                store.releaseTo(positions[slot(base)]);
            }
        }
    }

    private void unlink(final long sequence) {
        final int slot = slot(sequence);
        final long previous = before[slot];
        final long following = after[slot];
        if (previous != NONE) {
            after[slot(previous)] = following;
        } else if (isLost[slot]) {
            lostHead = following;
        } else {
            flightHead = following;
        }
        if (following != NONE) {
            before[slot(following)] = previous;
        } else if (isLost[slot]) {
            lostTail = previous;
        } else {
            flightTail = previous;
        }
    }

    private void grow() {
        final int capacity = (mask + 1) * 2;
        final int[] map = new int[mask + 1];
        for (long sequence = base; sequence < next; sequence++) {
            map[slot(sequence)] = (int) sequence & capacity - 1;
        }
        positions = moved(positions, map, capacity);
        sentNs = moved(sentNs, map, capacity);
        datagrams = moved(datagrams, map, capacity);
        before = moved(before, map, capacity);
        after = moved(after, map, capacity);
        final int[] oldLengths = lengths;
        final int[] oldTransmissions = transmissions;
        final boolean[] oldLost = isLost;
        final long[] oldAcked = ackedBits;
        lengths = new int[capacity];
        transmissions = new int[capacity];
        isLost = new boolean[capacity];
        ackedBits = new long[capacity / Long.SIZE];
        for (int old = 0; old < map.length; old++) {
            final int slot = map[old];
            lengths[slot] = oldLengths[old];
            transmissions[slot] = oldTransmissions[old];
            isLost[slot] = oldLost[old];
            if ((oldAcked[old >>> 6] & 1L << old) != 0) {
                ackedBits[slot >>> 6] |= 1L << slot;
            }
        }
        mask = capacity - 1;
    }

    private static long[] moved(final long[] from, final int[] map, final int capacity) {
        final long[] to = Arrays.copyOf(from, capacity);
        for (int old = 0; old < map.length; old++) {
            to[map[old]] = from[old];
        }
        return to;
    }

    private int slot(final long sequence) {
        return (int) sequence & mask;
    }
}
