package io.wilco.dispatcher.core;

import java.util.Arrays;

/**
 * Finds a request by what its client calls it: a hash table whose chains go through arrays, one entry for each slot, no
 * allocation but for growth. The multiplier is secret, so that no client can choose ids that fall into one chain.
 */
final class ClientRequestIndex {
    static final int NONE = SlotList.NONE;

    private final long multiplier;
    private int[] heads = {NONE, NONE};
    private int[] afters = new int[0];
    private long[] keys = new long[0];
    private int shift = Long.SIZE - 1;

    /**
     * Creates an empty one.
     *
     * @param secret any number
     */
    ClientRequestIndex(final long secret) {
        multiplier = secret | 1;
    }

    /** Makes room for slots up to {@code capacity}; all slots below {@code from} are in it. */
    void grow(final int from, final int capacity) {
        final int buckets = Math.max(2, Integer.highestOneBit(2 * capacity - 1));
        heads = new int[buckets];
        Arrays.fill(heads, NONE);
        shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
        afters = Arrays.copyOf(afters, capacity);
        keys = Arrays.copyOf(keys, capacity);
        for (int slot = 0; slot < from; slot++) {
            link(slot);
        }
    }

    void add(final int slot, final ClientSession client, final long requestId) {
        keys[slot] = key(client, requestId);
        link(slot);
    }

    private void link(final int slot) {
        final int bucket = bucket(keys[slot]);
        afters[slot] = heads[bucket];
        heads[bucket] = slot;
    }

    void remove(final int slot) {
        final int bucket = bucket(keys[slot]);
        if (heads[bucket] == slot) {
            heads[bucket] = afters[slot];
            return;
        }
        int at = heads[bucket];
        while (afters[at] != slot) {
            at = afters[at];
        }
        afters[at] = afters[slot];
    }

    /** The first slot that may be the one; the next one is {@link #after}. Whoever asks compares. */
    int first(final ClientSession client, final long requestId) {
        return heads[bucket(key(client, requestId))];
    }

    int after(final int slot) {
        return afters[slot];
    }

    private static long key(final ClientSession client, final long requestId) {
        return requestId ^ client.link().session();
    }

    private int bucket(final long key) {
        return (int) ((key * multiplier) >>> shift);
    }
}
