package io.wilco.dispatcher.policy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Of two drawn at random the one whose latency, times the requests it has, is less. The latency is an average that
 * jumps up to each new peak and falls slowly (Finagle's "Peak EWMA").
 */
final class PeakEwmaPolicy implements Policy {
    private static final double DECAY_NS = 10e9;

    /** Of a worker that has requests and has never answered one: it may be one that never answers. */
    private static final double PENALTY = 1e15;

    private final WorkerGroup group;
    private final TwoDraws draws;
    private double[] costs = new double[4];
    private long[] stamps = new long[4];

    PeakEwmaPolicy(final WorkerGroup group, final RandomGenerator random) {
        this.group = group;
        draws = new TwoDraws(group, random);
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        draws.onChanged(index);
        if (index >= costs.length) {
            final int length = Math.max(index + 1, 2 * costs.length);
            costs = Arrays.copyOf(costs, length);
            stamps = Arrays.copyOf(stamps, length);
        }
    }

    @Override
    public void onRemoving(final int index, final int last) {
        draws.onRemoving(index, last);
        costs[index] = costs[last];
        stamps[index] = stamps[last];
        costs[last] = 0;
        stamps[last] = 0;
    }

    @Override
    public void onReply(final int index, final long latencyNs, final long nowNs) {
        final double old = costs[index];
        if (latencyNs > old) {
            costs[index] = (double) latencyNs;
        } else {
            final double kept = Math.exp((stamps[index] - nowNs) / DECAY_NS);
            costs[index] = old * kept + latencyNs * (1 - kept);
        }
        stamps[index] = nowNs;
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        if (!draws.draw()) {
            return NONE;
        }
        final int first = draws.first();
        final int second = draws.second();
        return score(first, nowNs) <= score(second, nowNs) ? first : second;
    }

    private double score(final int index, final long nowNs) {
        final WorkerLoad load = group.load(index);
        final long estimate = load.estimate(nowNs);
        if (costs[index] == 0) {
            return estimate == 0 ? 0 : PENALTY + estimate;
        }
        final double cost = costs[index] * Math.exp((stamps[index] - nowNs) / DECAY_NS);
        return cost * (estimate + 1) / ((double) load.concurrency() * load.weight());
    }
}
