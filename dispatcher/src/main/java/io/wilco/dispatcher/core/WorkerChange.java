package io.wilco.dispatcher.core;

import io.wilco.wire.WorkerTraits;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to be otherwise with a worker; all of it is done, or nothing.
 *
 * @param weight how much of the traffic it is to get, 1 to 10,000, 100 is usual; 0: as before
 * @param state null: as before
 * @param isForced even if a service has no other ready worker then
 */
public record WorkerChange(int weight, @Nullable AdminState state, boolean isForced) {
    /** @throws IllegalArgumentException saying what is out of bounds */
    public WorkerChange {
        if (weight < 0 || weight > WorkerTraits.WEIGHT_MAX) {
            throw new IllegalArgumentException("a weight is 1 to " + WorkerTraits.WEIGHT_MAX + ", not " + weight);
        }
    }

    /** Another weight. */
    public static WorkerChange ofWeight(final int weight) {
        return new WorkerChange(weight, null, false);
    }

    /** Another state, unless that does harm. */
    public static WorkerChange ofState(final AdminState state) {
        return new WorkerChange(0, state, false);
    }

    /** The same, come what may. */
    public WorkerChange forced() {
        return new WorkerChange(weight, state, true);
    }
}
