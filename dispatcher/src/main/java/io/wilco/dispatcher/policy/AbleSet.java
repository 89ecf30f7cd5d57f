package io.wilco.dispatcher.policy;

import java.util.Arrays;

/** A set of small numbers from which any can be drawn in constant time. */
final class AbleSet {
    private int[] members = new int[4];
    /** Where each number stands among the members, and one more; 0 if it does not. */
    private int[] places = new int[4];

    private int size;

    int size() {
        return size;
    }

    /** The member at a place, 0 to {@link #size} - 1. */
    int at(final int place) {
        return members[place];
    }

    void set(final int number, final boolean isMember) {
        if (isMember) {
            add(number);
        } else {
            remove(number);
        }
    }

    private void add(final int number) {
        if (number >= places.length) {
            places = Arrays.copyOf(places, Math.max(number + 1, 2 * places.length));
        }
        if (places[number] == 0) {
            if (size == members.length) {
                members = Arrays.copyOf(members, 2 * size);
            }
            members[size++] = number;
            places[number] = size;
        }
    }

    private void remove(final int number) {
        if (number < places.length && places[number] != 0) {
            final int moved = members[--size];
            members[places[number] - 1] = moved;
            places[moved] = places[number];
            places[number] = 0;
        }
    }
}
