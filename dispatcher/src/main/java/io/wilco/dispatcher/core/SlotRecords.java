package io.wilco.dispatcher.core;

import java.util.Arrays;

/**
 * The numbers known of each slot of a request table, those of one slot side by side: a request that comes or goes
 * touches two or three cache lines, where an array for each field would make it touch twenty.
 */
final class SlotRecords {
    // ---- Ints.

    static final int STATE = 0;
    static final int FLAGS = 1;
    static final int GENERATION = 2;
    static final int NEXT_FREE = 3;
    static final int BLOCK = 4;
    static final int LENGTH = 5;
    static final int SERVICE_LENGTH = 6;
    static final int ATTEMPTS = 7;
    static final int ATTEMPTS_BEFORE = 8;
    static final int INDEX_AFTER = 9;
    static final int INDEX_BUCKET = 10;

    /** Two neighbours in a list each: the one before, then the one after. */
    static final int PLACE_LINKS = 11;

    static final int CLIENT_LINKS = 13;

    private static final int INTS_SHIFT = 4;

    // ---- Longs.

    static final int CLIENT_REQUEST_ID = 0;
    static final int DEADLINE_NS = 1;
    static final int ASSIGNED_NS = 2;
    static final int SEQUENCE = 3;

    private static final int LONGS_SHIFT = 2;

    private int[] ints = new int[0];
    private long[] longs = new long[0];

    void grow(final int capacity) {
        ints = Arrays.copyOf(ints, capacity << INTS_SHIFT);
        longs = Arrays.copyOf(longs, capacity << LONGS_SHIFT);
    }

    int getInt(final int slot, final int field) {
        return ints[(slot << INTS_SHIFT) + field];
    }

    void setInt(final int slot, final int field, final int value) {
        ints[(slot << INTS_SHIFT) + field] = value;
    }

    long getLong(final int slot, final int field) {
        return longs[(slot << LONGS_SHIFT) + field];
    }

    void setLong(final int slot, final int field, final long value) {
        longs[(slot << LONGS_SHIFT) + field] = value;
    }
}
