package io.wilco.dispatcher.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hot and cold (Prequal, NSDI 2024): of up to 16 workers drawn at random, those with more requests in flight than 84 %
 * of them are hot. Of the cold ones the one with the lowest latency gets it; if all are hot, the one with the fewest in
 * flight. What the paper learns by probes, acks have told already; the latency is that of the service time at as many
 * in flight.
 */
final class PrequalPolicy implements Policy {
    private static final int SAMPLE_MAX = 16;
    private static final double HOT_QUANTILE = 0.84;

    /** So many of the sample can be above the quantile, and the one at it. */
    private static final int LARGEST = 3;

    private final WorkerGroup group;
    private final RandomGenerator random;
    private final AbleSet able = new AbleSet();
    private final int[] sample = new int[SAMPLE_MAX];
    private final long[] inFlight = new long[SAMPLE_MAX];
    private final long[] largest = new long[LARGEST];

    PrequalPolicy(final WorkerGroup group, final RandomGenerator random) {
        this.group = group;
        this.random = random;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        able.set(index, group.load(index).canTake());
    }

    @Override
    public void onRemoving(final int index, final int last) {
        able.set(index, group.load(last).canTake());
        able.set(last, false);
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        final int size = Math.min(able.size(), SAMPLE_MAX);
        if (size == 0) {
            return NONE;
        }
        // Neighbours in the set stand there in no order, so that a run of them is as good as single draws.
        int place = random.nextInt(able.size());
        Arrays.fill(largest, Long.MIN_VALUE);
        for (int i = 0; i < size; i++) {
            sample[i] = able.at(place);
            inFlight[i] = group.load(sample[i]).crowding(nowNs);
            note(inFlight[i]);
            place = place + 1 < able.size() ? place + 1 : 0;
        }
        final int atQuantile = size - 1 - Math.min(size - 1, (int) (HOT_QUANTILE * size));
        return choose(size, largest[atQuantile]);
    }

    /** Keeps the largest ones, in descending order. */
    private void note(final long value) {
        if (value <= largest[LARGEST - 1]) {
            return;
        }
        long sinking = value;
        for (int i = 0; i < LARGEST; i++) {
            if (sinking > largest[i]) {
                final long replaced = largest[i];
                largest[i] = sinking;
                sinking = replaced;
            }
        }
    }

    private int choose(final int size, final long hotAbove) {
        int best = 0;
        boolean isBestCold = false;
        double bestLatency = 0;
        for (int i = 0; i < size; i++) {
            final boolean isCold = inFlight[i] <= hotAbove;
            final double latency = isCold ? latency(group.load(sample[i]), inFlight[i]) : (double) inFlight[i];
            if (i == 0 || (isCold && !isBestCold) || (isCold == isBestCold && latency < bestLatency)) {
                best = i;
                isBestCold = isCold;
                bestLatency = latency;
            }
        }
        return sample[best];
    }

    /** Of a request at a worker that is so full, in arbitrary units. */
    private double latency(final WorkerLoad load, final long crowding) {
        return (double) group.typical().expectedServiceNs(load) * Math.max(WorkerLoad.CROWDED, crowding);
    }
}
