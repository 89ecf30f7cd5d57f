package io.wilco.sim;

/**
 * How a path treats the datagrams sent over it. Probabilities are of each datagram, from 0 to 1; times are in
 * nanoseconds.
 *
 * <p>Datagrams of a path arrive in the order they were sent, however their delays vary, but for those that reordering
 * picks.
 *
 * @param loss probability of never arriving
 * @param duplicate probability of arriving twice
 * @param reorder probability of being held back, and overtaken by what was sent later
 * @param corrupt probability of arriving with a bit flipped or cut short
 * @param delayMinNs least time on the way, at least 1: nothing arrives at the instant it was sent
 * @param delayMaxNs greatest time on the way; the delay is spread evenly between the two
 * @param reorderDelayMaxNs greatest time for which reordering holds a datagram back
 * @param bytesPerSecond rate of the path's bottleneck; 0 if it has none
 * @param queueBytesMax bytes that wait before the bottleneck; what arrives beyond is lost
 */
public record SimFaults(
        double loss,
        double duplicate,
        double reorder,
        double corrupt,
        long delayMinNs,
        long delayMaxNs,
        long reorderDelayMaxNs,
        long bytesPerSecond,
        long queueBytesMax) {
    private static final long DELAY_NS = 50_000L;
    private static final long HOUR_NS = 3_600_000_000_000L;

    /** A perfect network: 50 microseconds one way, in order, without bound. */
    public static final SimFaults NONE = new SimFaults(0, 0, 0, 0, DELAY_NS, DELAY_NS, 0, 0, 0);

    public SimFaults {
        validate(loss, duplicate, reorder, corrupt);
        check(delayMinNs >= 1, "delayMinNs must be at least 1");
        check(delayMaxNs >= delayMinNs && delayMaxNs <= HOUR_NS, "delayMaxNs must be from delayMinNs to an hour");
        check(reorderDelayMaxNs >= 0 && reorderDelayMaxNs <= HOUR_NS, "reorderDelayMaxNs must be from 0 to an hour");
        check(reorder == 0 || reorderDelayMaxNs > 0, "reorder needs a reorderDelayMaxNs");
        check(bytesPerSecond >= 0, "bytesPerSecond must not be negative");
        check(queueBytesMax >= 0, "queueBytesMax must not be negative");
        check(bytesPerSecond == 0 || queueBytesMax > 0, "a bottleneck needs a queueBytesMax");
    }

    private static void validate(final double... probabilities) {
        for (final double probability : probabilities) {
            check(probability >= 0 && probability <= 1, "a probability must be from 0 to 1");
        }
    }

    private static void check(final boolean isFine, final String demand) {
        if (!isFine) {
            throw new IllegalArgumentException(demand);
        }
    }

    /** This with another probability of loss. */
    public SimFaults withLoss(final double probability) {
        return new SimFaults(
                probability,
                duplicate,
                reorder,
                corrupt,
                delayMinNs,
                delayMaxNs,
                reorderDelayMaxNs,
                bytesPerSecond,
                queueBytesMax);
    }

    /** This with another probability of duplication. */
    public SimFaults withDuplicate(final double probability) {
        return new SimFaults(
                loss,
                probability,
                reorder,
                corrupt,
                delayMinNs,
                delayMaxNs,
                reorderDelayMaxNs,
                bytesPerSecond,
                queueBytesMax);
    }

    /** This with another probability of reordering, by at most {@code delayMaxNs}. */
    public SimFaults withReorder(final double probability, final long holdMaxNs) {
        return new SimFaults(
                loss,
                duplicate,
                probability,
                corrupt,
                delayMinNs,
                delayMaxNs,
                holdMaxNs,
                bytesPerSecond,
                queueBytesMax);
    }

    /** This with another probability of corruption. */
    public SimFaults withCorrupt(final double probability) {
        return new SimFaults(
                loss,
                duplicate,
                reorder,
                probability,
                delayMinNs,
                delayMaxNs,
                reorderDelayMaxNs,
                bytesPerSecond,
                queueBytesMax);
    }

    /** This with other bounds of the time on the way. */
    public SimFaults withDelay(final long minNs, final long maxNs) {
        return new SimFaults(
                loss, duplicate, reorder, corrupt, minNs, maxNs, reorderDelayMaxNs, bytesPerSecond, queueBytesMax);
    }

    /** This with a bottleneck of so many bytes a second, before which so many bytes wait. */
    public SimFaults withBottleneck(final long rate, final long queueBytes) {
        return new SimFaults(
                loss, duplicate, reorder, corrupt, delayMinNs, delayMaxNs, reorderDelayMaxNs, rate, queueBytes);
    }
}
