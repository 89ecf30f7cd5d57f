package io.wilco.link;

/** Smoothed round-trip time and its variation, as RFC 9002 section 5 (arithmetic of RFC 6298). Nanoseconds. */
public final class RttEstimator {
    /** Assumed before the first sample; RFC 9002 says 333 ms, which suits the Internet, not a cluster. */
    static final long INITIAL_NS = 50_000_000L;

    private long latestNs;
    private long minNs;
    private long smoothedNs = INITIAL_NS;
    private long variationNs = INITIAL_NS / 2;
    private boolean hasSample;

    /**
     * Takes a sample, which must not stem from something sent more than once (Karn).
     *
     * @param roundTripNs from sending to its ack
     * @param ackDelayNs the part of it for which the peer held the ack back, as the peer says. Not cut at the peer's
     *     promise as in RFC 9002: acks ride in every datagram, so one whose forerunners were lost tells of a delay that
     *     is long, and true
     */
    void onSample(final long roundTripNs, final long ackDelayNs) {
        latestNs = Math.max(1, roundTripNs);
        if (!hasSample) {
            hasSample = true;
            minNs = latestNs;
            smoothedNs = latestNs;
            variationNs = latestNs / 2;
            return;
        }
        minNs = Math.min(minNs, latestNs);
        final long adjustedNs = latestNs - ackDelayNs >= minNs ? latestNs - ackDelayNs : latestNs;
        variationNs += (Math.abs(smoothedNs - adjustedNs) - variationNs) / 4;
        smoothedNs += (adjustedNs - smoothedNs) / 8;
    }

    public boolean hasSample() {
        return hasSample;
    }

    /** The last sample; 0 before the first. */
    public long latestNs() {
        return latestNs;
    }

    /** The least sample; 0 before the first. */
    public long minNs() {
        return minNs;
    }

    public long smoothedNs() {
        return smoothedNs;
    }

    public long variationNs() {
        return variationNs;
    }
}
