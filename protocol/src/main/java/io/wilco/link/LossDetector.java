package io.wilco.link;

/**
 * Decides what was lost and when to probe: RFC 9002 section 6, with a datagram ordinal that stays on this side in the
 * place of packet numbers. The ack of a frame that was sent more than once may belong to an earlier transmission, so it
 * is no evidence that a later datagram arrived (Karn's rule, for losses). RACK's way out, to believe it once the least
 * RTT has passed (RFC 8985, section 6.2), takes a whole flight for lost when a busy machine makes the RTT grow tenfold.
 * So a probe carries a PING, whose PONG leaves no doubt.
 */
final class LossDetector {
    static final int PACKET_THRESHOLD = 3;

    /** Timers of a process that blocks in a selector are this coarse. */
    static final long GRANULARITY_NS = 1_000_000L;

    static final long PROBE_TIMEOUT_MAX_NS = 250_000_000L;
    static final int PROBE_DATAGRAMS = 2;

    /** A token that says otherwise was not this end's. */
    private static final long PONG_ROUND_TRIP_MAX_NS = 1_000_000_000L;

    private static final int BACKOFF_SHIFT_MAX = 8;
    private static final int PERSISTENT_TIMEOUTS = 3;

    private final SendWindow window;
    private final CongestionController congestion;
    private final LinkStats stats;
    private final RttEstimator rtt = new RttEstimator();
    private long peerAckDelayMaxNs;
    private long largestAckedDatagram = -1;
    private long lastPingNs;
    private long lastPingDatagram = -1;
    private long lossDeadlineNs = Long.MAX_VALUE;
    private long lastSentNs;
    private int probeTimeouts;
    private int probes;
    private boolean isNewFirst;
    private long jitterSeed;

    LossDetector(
            final SendWindow window, final CongestionController congestion, final LinkStats stats, final long seed) {
        this.window = window;
        this.congestion = congestion;
        this.stats = stats;
        this.jitterSeed = seed | 1;
    }

    void onPeerAckDelayMax(final long ackDelayMaxNs) {
        peerAckDelayMaxNs = ackDelayMaxNs;
    }

    RttEstimator rtt() {
        return rtt;
    }

    /** A datagram with frames in it left. */
    void onSent(final long nowNs) {
        lastSentNs = nowNs;
    }

    /** A frame was acked that was not acked before; to be called before the window hears of it. */
    void onAcked(final long sequence, final long nowNs) {
        if (window.transmissions(sequence) == 1) {
            largestAckedDatagram = Math.max(largestAckedDatagram, window.datagram(sequence));
        }
        probeTimeouts = 0;
        probes = 0;
    }

    /**
     * A PONG came. Its token is the time of the PING: a round trip that is known even if every message had to be sent
     * twice, and evidence that the datagram with the PING arrived. The peer lives, so what it does not ack it had no
     * room for; it is asked again at a steady pace, for it may have room at any time.
     */
    void onPong(final long nowNs, final long pingedNs) {
        final long roundTripNs = nowNs - pingedNs;
        if (roundTripNs > 0 && roundTripNs <= PONG_ROUND_TRIP_MAX_NS) {
            rtt.onSample(roundTripNs, 0);
            probeTimeouts = Math.min(probeTimeouts, PERSISTENT_TIMEOUTS);
        }
        if (pingedNs == lastPingNs && lastPingDatagram > largestAckedDatagram) {
            largestAckedDatagram = lastPingDatagram;
            detect(nowNs);
        }
    }

    /** A PING left with frames in the datagram of that ordinal: its PONG will be evidence that the datagram arrived. */
    void onPinged(final long nowNs, final long datagram) {
        lastPingNs = nowNs;
        lastPingDatagram = datagram;
    }

    /** Moves to the lost frames what, judging by later acks, will not be acked any more. */
    void detect(final long nowNs) {
        final long delayNs = lossDelayNs();
        lossDeadlineNs = Long.MAX_VALUE;
        for (long sequence = window.flightHead(); sequence != SendWindow.NONE; sequence = window.flightHead()) {
            final long behind = largestAckedDatagram - window.datagram(sequence);
            final long sentNs = window.sentNs(sequence);
            if (behind <= 0) {
                break;
            }
            if (behind < PACKET_THRESHOLD && nowNs - sentNs < delayNs) {
                lossDeadlineNs = sentNs + delayNs;
                break;
            }
            lose(sequence, nowNs);
        }
    }

    private void lose(final long sequence, final long nowNs) {
        stats.framesLost++;
        congestion.onLost(window.length(sequence), window.sentNs(sequence), nowNs);
        window.onLost(sequence);
    }

    /**
     * Gives up the whole flight, as TCP does when it times out: a peer that has no room for what is in flight acks none
     * of it, and what it does have room for may be waiting for the congestion window. It may also be waiting behind all
     * that was lost: the rest of a message whose first fragments keep the others out. So the next datagram is for what
     * has not been sent so far; then each frame has its turn sooner or later.
     */
    private void loseFlight(final long nowNs) {
        isNewFirst = true;
        congestion.onPersistentCongestion(nowNs);
        lossDeadlineNs = Long.MAX_VALUE;
        for (long sequence = window.flightHead(); sequence != SendWindow.NONE; sequence = window.flightHead()) {
            lose(sequence, nowNs);
        }
    }

    /** Returns whether something can be sent that could not before. */
    boolean onTick(final long nowNs) {
        if (nowNs >= lossDeadlineNs) {
            detect(nowNs);
            return true;
        }
        if (nowNs < probeDeadlineNs()) {
            return false;
        }
        stats.probeTimeouts++;
        probeTimeouts++;
        lastSentNs = nowNs;
        if (probeTimeouts < PERSISTENT_TIMEOUTS) {
            probes = PROBE_DATAGRAMS;
        } else {
            loseFlight(nowNs);
        }
        return true;
    }

    long nextDeadlineNs() {
        return Math.min(lossDeadlineNs, probeDeadlineNs());
    }

    /** This process did not run for a while; acks may have come meanwhile and not been read. */
    void forgive(final long lateNs) {
        lastSentNs += lateNs;
    }

    /** How many datagrams may leave whatever the congestion window says. */
    int probes() {
        return probes;
    }

    /** Whether frames that were never sent go before those that were lost, in one datagram. */
    boolean isNewFirst() {
        return isNewFirst;
    }

    void onNewSent() {
        isNewFirst = false;
    }

    void onProbeSent() {
        probes--;
    }

    void cancelProbes() {
        probes = 0;
    }

    private long probeDeadlineNs() {
        if (window.flightHead() == SendWindow.NONE) {
            return Long.MAX_VALUE;
        }
        final long timeoutNs =
                rtt.smoothedNs() + Math.max(4 * rtt.variationNs(), GRANULARITY_NS) + peerAckDelayMaxNs + GRANULARITY_NS;
        final long backedOffNs = timeoutNs << Math.min(probeTimeouts, BACKOFF_SHIFT_MAX);
        // The bound is on backing off only: a slow path must not be probed before an ack can have come.
        final long boundedNs = Math.max(timeoutNs, Math.min(backedOffNs, PROBE_TIMEOUT_MAX_NS));
        return lastSentNs + boundedNs + jitterNs(boundedNs);
    }

    /** Up to an eighth, so that peers that lost the same burst do not probe in step. */
    private long jitterNs(final long timeoutNs) {
        if (probeTimeouts == 0) {
            return 0;
        }
        final long mixed = (jitterSeed + probeTimeouts) * 0x9E3779B97F4A7C15L;
        return ((mixed >>> 40) * (timeoutNs / 8)) >> 24;
    }

    private long lossDelayNs() {
        final long slowestNs = Math.max(rtt.smoothedNs(), rtt.latestNs());
        return Math.max(slowestNs + slowestNs / 8, GRANULARITY_NS);
    }
}
