package io.wilco.link;

import io.wilco.wire.AckFlyweight;
import java.nio.ByteBuffer;

/**
 * Which sequence numbers have arrived: all below {@link #nextExpected}, and those marked in a bitmap above it. It is
 * both the duplicate filter and the state that acks report. Bounded: a number beyond the window is not accepted.
 */
final class ReceiveWindow {
    private final int windowFrames;
    private final long[] bits;
    private long nextExpected;
    private long end;

    /** @param windowFrames a power of two, at least 64 */
    ReceiveWindow(final int windowFrames) {
        assert Integer.bitCount(windowFrames) == 1 && windowFrames >= Long.SIZE;
        this.windowFrames = windowFrames;
        this.bits = new long[windowFrames / Long.SIZE];
    }

    /** The full number whose low 32 bits came over the wire: the one nearest to what is expected next. */
    long complete(final int sequenceLow) {
        return nextExpected + (sequenceLow - (int) nextExpected);
    }

    boolean isWithin(final long sequence) {
        return sequence >= 0 && sequence < nextExpected + windowFrames;
    }

    /** Whether a number that {@link #isWithin} has arrived before. */
    boolean contains(final long sequence) {
        return sequence < nextExpected || (sequence < end && isMarked(sequence));
    }

    /** Records the arrival of a number that is within the window and not yet contained. */
    void add(final long sequence) {
        assert isWithin(sequence) && !contains(sequence);
        end = Math.max(end, sequence + 1);
        if (sequence != nextExpected) {
            bits[word(sequence)] |= 1L << sequence;
            return;
        }
        nextExpected++;
        while (nextExpected < end && isMarked(nextExpected)) {
            bits[word(nextExpected)] &= ~(1L << nextExpected);
            nextExpected++;
        }
    }

    /** Every number below it has arrived. */
    long nextExpected() {
        return nextExpected;
    }

    /** One past the highest number that has arrived. */
    long end() {
        return end;
    }

    boolean hasGap() {
        return end > nextExpected;
    }

    /**
     * Writes the ranges above {@link #nextExpected}, lowest first, into the ACK at {@code offset}.
     *
     * @return how many were written, at most {@code rangesMax}
     */
    int writeRanges(final ByteBuffer buffer, final int offset, final int rangesMax) {
        int ranges = 0;
        long from = nextExpected;
        while (ranges < rangesMax && from < end) {
            final long start = next(from, true);
            final long stop = next(start, false);
            AckFlyweight.writeRange(buffer, offset, ranges, (int) (start - from), (int) (stop - start));
            ranges++;
            from = stop;
        }
        return ranges;
    }

    /** The first number from {@code sequence} on that is marked, or not; at most {@link #end}. */
    private long next(final long sequence, final boolean isMarked) {
        long at = sequence;
        while (at < end) {
            final long word = bits[word(at)];
            final long rest = (isMarked ? word : ~word) >>> at;
            if (rest != 0) {
                return Math.min(end, at + Long.numberOfTrailingZeros(rest));
            }
            at = (at | Long.SIZE - 1) + 1;
        }
        return end;
    }

    private boolean isMarked(final long sequence) {
        return (bits[word(sequence)] & 1L << sequence) != 0;
    }

    private int word(final long sequence) {
        return (int) (sequence & windowFrames - 1) >>> 6;
    }
}
