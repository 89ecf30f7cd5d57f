package io.wilco.dispatcher.queue;

import java.util.Arrays;

/**
 * Numbers known of each slot of a table, those of one slot side by side: a request that comes or goes touches two or
 * three cache lines, where an array for each field would make it touch twenty.
 */
public final class SlotRecords {
    private final int intsShift;
    private final int longsShift;
    private int[] ints = new int[0];
    private long[] longs = new long[0];

    /** Records of 2^{@code intsShift} ints and 2^{@code longsShift} longs. */
    public SlotRecords(final int intsShift, final int longsShift) {
        this.intsShift = intsShift;
        this.longsShift = longsShift;
    }

    public void grow(final int capacity) {
        ints = Arrays.copyOf(ints, capacity << intsShift);
        longs = Arrays.copyOf(longs, capacity << longsShift);
    }

    public int getInt(final int slot, final int field) {
        return ints[(slot << intsShift) + field];
    }

    public void setInt(final int slot, final int field, final int value) {
        ints[(slot << intsShift) + field] = value;
    }

    public long getLong(final int slot, final int field) {
        return longs[(slot << longsShift) + field];
    }

    public void setLong(final int slot, final int field, final long value) {
        longs[(slot << longsShift) + field] = value;
    }
}
