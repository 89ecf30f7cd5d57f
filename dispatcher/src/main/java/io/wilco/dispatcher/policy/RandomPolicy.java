package io.wilco.dispatcher.policy;

import java.util.random.RandomGenerator;

/** Any worker, whatever its load. */
final class RandomPolicy implements Policy {
    private final RandomGenerator random;

    RandomPolicy(final RandomGenerator random) {
        this.random = random;
    }

    @Override
    public int pick(final WorkerLoad[] workers, final int count) {
        int able = 0;
        for (int i = 0; i < count; i++) {
            able += workers[i].canTake() ? 1 : 0;
        }
        int left = able == 0 ? 0 : random.nextInt(able);
        for (int i = 0; i < count; i++) {
            if (workers[i].canTake() && left-- == 0) {
                return i;
            }
        }
        return NONE;
    }
}
