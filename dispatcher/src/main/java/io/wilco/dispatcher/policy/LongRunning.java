package io.wilco.dispatcher.policy;

/**
 * Learns how long requests run, and from it when one has run so long that it will probably go on for long: when what is
 * left, on average, is more than twice what a request takes at all. For exponential times that is hardly ever so, nor
 * for fixed ones; where most are short and a few are long, it is soon after the short ones are over. (The mean residual
 * life, by a histogram with four buckets to a doubling, in which what is old counts less and less.)
 */
final class LongRunning {
    /** None is known to be long. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int PARTS_SHIFT = 2;
    private static final int PARTS = 1 << PARTS_SHIFT;
    private static final int BUCKETS = Long.SIZE << PARTS_SHIFT;

    /**
     * What is left of a long one, over what a request takes. It is 1 for exponential times, and so 2 is seldom chance.
     */
    private static final double LONG = 2;

    /** A look costs as much as a hundred requests noted. */
    private static final int LOOK_EVERY = 128;

    /** The counts are halved after so many looks: what was a few thousand requests ago hardly counts. */
    private static final int HALVE_EVERY = 8;

    /** What is left of fewer, on average, is chance. */
    private static final double COUNT_MIN = 8;

    private final double[] counts = new double[BUCKETS];
    private final double[] sumsNs = new double[BUCKETS];
    private int sinceLook;
    private int looks;
    private long fromNs = NEVER;

    /** A request has run for so long. */
    void onRun(final long ns) {
        final int bucket = bucketOf(Math.max(PARTS, ns));
        counts[bucket]++;
        sumsNs[bucket] += ns;
        if (++sinceLook == LOOK_EVERY) {
            sinceLook = 0;
            look();
        }
    }

    /** A request that has run for so long is probably a long one; {@link #NEVER} if there are none. */
    long fromNs() {
        return fromNs;
    }

    private void look() {
        double count = 0;
        double sumNs = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += counts[i];
            sumNs += sumsNs[i];
        }
        final double meanNs = sumNs / count;
        fromNs = NEVER;
        for (int i = 0; i < BUCKETS && count >= COUNT_MIN; i++) {
            if (sumNs / count - lowerNs(i) >= LONG * meanNs) {
                fromNs = lowerNs(i);
                break;
            }
            count -= counts[i];
            sumNs -= sumsNs[i];
        }
        if (++looks % HALVE_EVERY == 0) {
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] /= 2;
                sumsNs[i] /= 2;
            }
        }
    }

    private static int bucketOf(final long ns) {
        final int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns);
        final int part = (int) (ns >>> (doublings - PARTS_SHIFT)) & (PARTS - 1);
        return (doublings << PARTS_SHIFT) + part;
    }

    private static long lowerNs(final int bucket) {
        final int doublings = bucket >>> PARTS_SHIFT;
        return (long) (PARTS + (bucket & (PARTS - 1))) << doublings >>> PARTS_SHIFT;
    }
}
