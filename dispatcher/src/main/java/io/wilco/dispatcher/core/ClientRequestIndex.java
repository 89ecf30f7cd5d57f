package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.RequestFields.INDEX_AFTER;
import static io.wilco.dispatcher.core.RequestFields.INDEX_BUCKET;

import io.wilco.dispatcher.queue.SlotList;
import io.wilco.dispatcher.queue.SlotRecords;
import java.util.Arrays;

/**
 * Finds a request by what its client calls it: a hash table whose chains go through the slots' records, no allocation
 * but for growth. The multiplier is secret, so that no client can choose ids that fall into one chain.
 */
final class ClientRequestIndex {
    static final int NONE = SlotList.NONE;

    private final SlotRecords records;
    private final long multiplier;
    private int[] heads = {NONE, NONE};
    private int shift = Long.SIZE - 1;

    /**
     * Creates an empty one.
     *
     * @param secret any number
     */
    ClientRequestIndex(final SlotRecords records, final long secret) {
        this.records = records;
        multiplier = secret | 1;
    }

    /** Makes room for so many slots; forgets all that are in it, which are to be added again. */
    void clear(final int capacity) {
        final int buckets = Math.max(2, Integer.highestOneBit(2 * capacity - 1));
        heads = new int[buckets];
        Arrays.fill(heads, NONE);
        shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
    }

    void add(final int slot, final ClientSession client, final long requestId) {
        final int bucket = bucket(client, requestId);
        records.setInt(slot, INDEX_BUCKET, bucket);
        records.setInt(slot, INDEX_AFTER, heads[bucket]);
        heads[bucket] = slot;
    }

    void remove(final int slot) {
        final int bucket = records.getInt(slot, INDEX_BUCKET);
        final int following = after(slot);
        if (heads[bucket] == slot) {
            heads[bucket] = following;
            return;
        }
        int at = heads[bucket];
        while (after(at) != slot) {
            at = after(at);
        }
        records.setInt(at, INDEX_AFTER, following);
    }

    /** The first slot that may be the one; the next one is {@link #after}. Whoever asks compares. */
    int first(final ClientSession client, final long requestId) {
        return heads[bucket(client, requestId)];
    }

    int after(final int slot) {
        return records.getInt(slot, INDEX_AFTER);
    }

    private int bucket(final ClientSession client, final long requestId) {
        return (int) (((requestId ^ client.link().session()) * multiplier) >>> shift);
    }
}
