package io.wilco.dispatcher.policy;

import java.util.Arrays;

/**
 * Knows the index with the least key while keys change: a tree of winners. A change takes logarithmic time, the winner
 * constant. Those with equal keys win in turn, as often as their weights say.
 */
final class Tournament {
    /** The key of what takes no part. */
    static final long OUT = Long.MAX_VALUE;

    /** Who was away may catch up on so many turns, no more. */
    private static final long CATCH_UP = 64 * Turns.STRIDE / WorkerLoad.WEIGHT_DEFAULT;

    private int capacity;
    private long[] keys = new long[0];
    private long[] turns = new long[0];
    /** The winner below each inner node, the root at 1; leaves are not kept, node capacity + i stands for index i. */
    private int[] winners = new int[0];

    private long turn;

    /** Whose turn is over, but not yet in the tree: its key is about to change, as a rule. */
    private int moved = Policy.NONE;

    Tournament() {
        grow(4);
    }

    private void grow(final int newCapacity) {
        keys = Arrays.copyOf(keys, newCapacity);
        turns = Arrays.copyOf(turns, newCapacity);
        Arrays.fill(keys, capacity, newCapacity, OUT);
        capacity = newCapacity;
        winners = new int[newCapacity];
        for (int node = newCapacity - 1; node > 0; node--) {
            play(node);
        }
    }

    /** The key of an index; {@link #OUT} if it has none. */
    long key(final int index) {
        return index < capacity ? keys[index] : OUT;
    }

    /** Gives an index a key. */
    void set(final int index, final long key) {
        if (index >= capacity) {
            grow(Math.max(index + 1, 2 * capacity));
        }
        if (keys[index] != key) {
            if (keys[index] == OUT) {
                turns[index] = Math.max(turns[index], turn - CATCH_UP);
            }
            keys[index] = key;
            moved = moved == index ? Policy.NONE : moved;
            replay(index);
        }
    }

    /** The winner has had its turn. */
    void moveBack(final int index, final int weight) {
        settle();
        turn = turns[index];
        turns[index] += Turns.STRIDE / weight;
        moved = index;
    }

    private void settle() {
        if (moved != Policy.NONE) {
            replay(moved);
            moved = Policy.NONE;
        }
    }

    /** Takes one out and gives its index to the last one. */
    void remove(final int index, final int last) {
        settle();
        turns[index] = turns[last];
        keys[index] = keys[last];
        keys[last] = OUT;
        turns[last] = 0;
        replay(index);
        replay(last);
    }

    /** The index with the least key, or {@link Policy#NONE} if there is none. */
    int winner() {
        settle();
        final int winner = winners[1];
        return keys[winner] == OUT ? Policy.NONE : winner;
    }

    private void replay(final int index) {
        for (int node = (capacity + index) >> 1; node > 0; node >>= 1) {
            final int before = winners[node];
            play(node);
            if (winners[node] == before && before != index) {
                // It lost here before and does so now: nothing changes farther up.
                return;
            }
        }
    }

    private void play(final int node) {
        final int left = entrant(2 * node);
        final int right = entrant(2 * node + 1);
        final boolean isRight = keys[right] < keys[left] || (keys[right] == keys[left] && turns[right] < turns[left]);
        winners[node] = isRight ? right : left;
    }

    private int entrant(final int node) {
        return node >= capacity ? node - capacity : winners[node];
    }
}
