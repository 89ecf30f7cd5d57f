package io.wilco.dispatcher.placement;

import java.util.List;

/**
 * How many shards each of several nodes is to have: by weight, and such that they are all given out. Of those that come
 * nearest to one more, they get it who have it already: so nothing moves for the sake of rounding.
 */
final class Shares {
    private Shares() {}

    /**
     * The shares, in the order of the nodes.
     *
     * @param weights of each, 1 or more; at least one
     * @param counts how many each holds now
     * @param total how many there are
     */
    static int[] of(final List<Integer> weights, final int[] counts, final int total) {
        final int nodes = weights.size();
        long sum = 0;
        for (final int weight : weights) {
            sum += weight;
        }
        final int[] shares = new int[nodes];
        int left = total;
        for (int i = 0; i < nodes; i++) {
            shares[i] = (int) ((long) total * weights.get(i) / sum);
            left -= shares[i];
        }
        final boolean[] hasOneMore = new boolean[nodes];
        while (left-- > 0) {
            int best = -1;
            for (int i = 0; i < nodes; i++) {
                if (!hasOneMore[i] && (best < 0 || isBefore(i, best, weights, sum, total, shares, counts))) {
                    best = i;
                }
            }
            hasOneMore[best] = true;
        }
        for (int i = 0; i < nodes; i++) {
            shares[i] += hasOneMore[i] ? 1 : 0;
        }
        return shares;
    }

    private static boolean isBefore(
            final int a,
            final int b,
            final List<Integer> weights,
            final long sum,
            final int total,
            final int[] shares,
            final int[] counts) {
        final boolean hasA = counts[a] > shares[a];
        final boolean hasB = counts[b] > shares[b];
        if (hasA != hasB) {
            return hasA;
        }
        return total * (long) weights.get(a) % sum > total * (long) weights.get(b) % sum;
    }
}
