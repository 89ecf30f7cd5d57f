package io.wilco.dispatcher.core;

import java.util.Arrays;

/** The arrays that any number of {@link SlotList}s over the same slots go through. */
final class SlotLinks {
    private int[] befores = new int[0];
    private int[] afters = new int[0];

    void grow(final int capacity) {
        befores = Arrays.copyOf(befores, capacity);
        afters = Arrays.copyOf(afters, capacity);
    }

    int before(final int slot) {
        return befores[slot];
    }

    int after(final int slot) {
        return afters[slot];
    }

    void set(final int slot, final int before, final int after) {
        befores[slot] = before;
        afters[slot] = after;
    }

    void setBefore(final int slot, final int before) {
        befores[slot] = before;
    }

    void setAfter(final int slot, final int after) {
        afters[slot] = after;
    }
}
