package io.wilco.dispatcher.policy;

import java.util.random.RandomGenerator;

/** Draws two different workers of those that can take a request. */
final class TwoDraws {
    private final WorkerGroup group;
    private final RandomGenerator random;
    private final AbleSet able = new AbleSet();
    private int first;
    private int second;

    TwoDraws(final WorkerGroup group, final RandomGenerator random) {
        this.group = group;
        this.random = random;
    }

    void onChanged(final int index) {
        able.set(index, group.load(index).canTake());
    }

    void onRemoving(final int index, final int last) {
        able.set(index, group.load(last).canTake());
        able.set(last, false);
    }

    /** False if there is none; if there is only one, it is both. */
    boolean draw() {
        final int size = able.size();
        if (size == 0) {
            return false;
        }
        final int place = random.nextInt(size);
        first = able.at(place);
        if (size == 1) {
            second = first;
        } else {
            final int other = random.nextInt(size - 1);
            second = able.at(other < place ? other : other + 1);
        }
        return true;
    }

    int first() {
        return first;
    }

    int second() {
        return second;
    }
}
