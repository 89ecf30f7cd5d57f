package io.wilco.transport;

/**
 * How many empty cycles a thread makes before it blocks. Blocking costs the way into the kernel and out of it again,
 * some 20 us; looking on costs a core, which where threads are more than cores is taken from whoever would bring the
 * next datagram. Measured on two cores (docs/benchmarks.md), it pays for the one in the middle, whose next datagram is
 * an answer on its way already, and not for those at the ends.
 */
public final class Spinning {
    /** Shorter than this between two pieces of work, it would have paid to look on. */
    private static final long SHORT_GAP_NS = 100_000L;

    private static final int CONFIDENCE_MAX = 8;

    private final int least;
    private final int most;
    private int confidence = CONFIDENCE_MAX;
    private long workedNs;
    private int spins;

    private Spinning(final int least, final int most) {
        this.least = least;
        this.most = most;
    }

    /** For one at an end of the way: a client, a worker. */
    public static Spinning atTheEnd() {
        return new Spinning(3, 3);
    }

    /** For one in the middle of it: a dispatcher. Looks on for long only while gaps are short. */
    public static Spinning inTheMiddle() {
        return new Spinning(3, 48);
    }

    /**
     * A cycle that began at {@code nowNs} has ended.
     *
     * @param work how much there was to do in it
     * @return whether to block now
     */
    public boolean isOver(final long nowNs, final int work) {
        if (work == 0) {
            spins = Math.min(spins + 1, most);
            return spins >= (confidence > CONFIDENCE_MAX / 2 ? most : least);
        }
        if (spins > 0) {
            final boolean wasShort = nowNs - workedNs < SHORT_GAP_NS;
            confidence = wasShort ? Math.min(CONFIDENCE_MAX, confidence + 1) : Math.max(0, confidence - 1);
            spins = 0;
        }
        workedNs = nowNs;
        return false;
    }
}
