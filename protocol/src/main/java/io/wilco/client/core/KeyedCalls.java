package io.wilco.client.core;

import io.wilco.wire.KeyedFlyweight;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Who the open keyed calls of at most one execution are, wherever they are sent: identity and sequence number, by which
 * a worker knows a call that it has had before. What is below the lowest open number is over, and workers forget it. An
 * identity lasts for {@link #SPAN_MAX} numbers from the lowest open one; then another one begins, lest one long call
 * keeps all after it from being forgotten.
 */
final class KeyedCalls {
    static final int SPAN_MAX = 16_384;

    private static final int NONE = CallTable.NONE;

    private final RandomGenerator random;
    private long client;
    private long nextSequence = 1;

    /** The lowest open call of the present identity; those after it are in their order. */
    private int first = NONE;

    private int last = NONE;

    /** The newest placement told of by a dispatcher. */
    private long version;

    private long[] clients = new long[0];
    private long[] sequences = new long[0];
    private long[] versions = new long[0];
    private int[] previouses = new int[0];
    private int[] nexts = new int[0];

    KeyedCalls(final RandomGenerator random) {
        this.random = random;
        client = newClient();
    }

    private long newClient() {
        final long drawn = random.nextLong();
        return drawn == 0 ? 1 : drawn;
    }

    /** Gives a call a number that no other has had. */
    void begin(final int slot) {
        grow(slot);
        if (first != NONE && nextSequence - sequences[first] >= SPAN_MAX) {
            client = newClient();
            nextSequence = 1;
            first = NONE;
            last = NONE;
        }
        clients[slot] = client;
        sequences[slot] = nextSequence++;
        versions[slot] = version;
        previouses[slot] = last;
        nexts[slot] = NONE;
        if (last == NONE) {
            first = slot;
        } else {
            nexts[last] = slot;
        }
        last = slot;
    }

    /** The call is over, or gets another number; of one that has none, nothing is done. */
    void end(final int slot) {
        if (!has(slot)) {
            return;
        }
        final boolean isPresent = clients[slot] == client;
        clients[slot] = 0;
        if (!isPresent) {
            // Those of an identity before are in no list: nothing is said any more of what is open of it.
            return;
        }
        if (previouses[slot] == NONE) {
            first = nexts[slot];
        } else {
            nexts[previouses[slot]] = nexts[slot];
        }
        if (nexts[slot] == NONE) {
            last = previouses[slot];
        } else {
            previouses[nexts[slot]] = previouses[slot];
        }
    }

    /** Whether it has a number. */
    boolean has(final int slot) {
        return slot < clients.length && clients[slot] != 0;
    }

    /** The newest placement that was known when it got its number. */
    long version(final int slot) {
        return versions[slot];
    }

    /** A dispatcher told of a placement. */
    void onVersion(final long told) {
        version = Math.max(version, told);
    }

    /** Writes the identity of a call into its {@link KeyedFlyweight}. */
    void write(final int slot, final ByteBuffer buffer, final int offset) {
        final long openFrom = clients[slot] == client ? sequences[first] : 0;
        KeyedFlyweight.setIdentity(buffer, offset, clients[slot], sequences[slot], openFrom, versions[slot]);
    }

    private void grow(final int slot) {
        if (slot >= clients.length) {
            final int capacity = Math.max(slot + 1, 2 * clients.length);
            clients = Arrays.copyOf(clients, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            versions = Arrays.copyOf(versions, capacity);
            previouses = Arrays.copyOf(previouses, capacity);
            nexts = Arrays.copyOf(nexts, capacity);
        }
    }
}
