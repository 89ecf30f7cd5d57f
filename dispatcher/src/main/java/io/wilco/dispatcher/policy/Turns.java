package io.wilco.dispatcher.policy;

import java.util.Arrays;

/**
 * Turns by weight, evenly spread: each has its next turn a stride after its last one, the longer the less its weight is
 * (stride scheduling, Waldspurger and Weihl 1995).
 */
final class Turns {
    /** The stride of weight 1; many weights divide it. */
    static final long STRIDE = 7_200_000;

    private final Tournament due = new Tournament();
    private long[] passes = new long[4];
    private long virtualNow;

    /** Says whether one takes part. */
    void set(final int index, final boolean takesPart) {
        if (index >= passes.length) {
            passes = Arrays.copyOf(passes, Math.max(index + 1, 2 * passes.length));
        }
        if (!takesPart) {
            due.set(index, Tournament.OUT);
        } else if (due.key(index) == Tournament.OUT) {
            // Who was away does not catch up on what it missed.
            passes[index] = Math.max(passes[index], virtualNow);
            due.set(index, passes[index]);
        }
    }

    void remove(final int index, final int last) {
        due.remove(index, last);
        passes[index] = passes[last];
        passes[last] = 0;
    }

    /** Whose turn it is, or {@link Policy#NONE}. */
    int next() {
        return due.winner();
    }

    /** It has had its turn. */
    void pass(final int index, final int weight) {
        virtualNow = passes[index];
        passes[index] += STRIDE / weight;
        due.set(index, passes[index]);
        due.moveBack(index, WorkerLoad.WEIGHT_DEFAULT);
    }
}
