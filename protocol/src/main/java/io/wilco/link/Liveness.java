package io.wilco.link;

/**
 * Whether the peer is still there. Silence counts only while an answer is awaited: after a ping, after frames that want
 * an ack, or while the owner waits for replies and pings more often.
 */
public final class Liveness {
    private static final long NOT_AWAITING = Long.MAX_VALUE;
    private static final long NEVER = Long.MAX_VALUE;

    private final LinkConfig config;
    private long heardNs;
    private long pingedNs;
    private long awaitingSinceNs = NOT_AWAITING;
    private boolean isBusy;
    private boolean isSuspect;
    private long proofEveryNs = NEVER;
    private long provenNs = Long.MIN_VALUE;

    Liveness(final LinkConfig config, final long nowNs) {
        this.config = config;
        heardNs = nowNs;
        pingedNs = nowNs;
    }

    void onHeard(final long nowNs) {
        heardNs = nowNs;
        awaitingSinceNs = NOT_AWAITING;
        isSuspect = false;
    }

    /** Something left that wants an answer. */
    void onAsked(final long nowNs) {
        if (awaitingSinceNs == NOT_AWAITING) {
            awaitingSinceNs = nowNs;
        }
    }

    void onPinged(final long nowNs) {
        pingedNs = nowNs;
        onAsked(nowNs);
    }

    /** The owner waits for the peer, though all was acked. */
    void onBusy(final boolean isBusy) {
        this.isBusy = isBusy;
    }

    /**
     * Pings the peer so often, however much else is heard of it, so that {@link #provenNs} grows; the greatest long:
     * not for that. Heeded from the link's next cycle on.
     */
    public void proveEvery(final long intervalNs) {
        proofEveryNs = intervalNs;
    }

    /** The peer has answered a ping that left here at that time. */
    void onProven(final long pingedAtNs, final long nowNs) {
        if (pingedAtNs <= nowNs) {
            provenNs = Math.max(provenNs, pingedAtNs);
        }
    }

    /** When the newest ping left that the peer has answered, and so heard then or later; the least long if none was. */
    public long provenNs() {
        return provenNs;
    }

    /** This process did not run for a while; the peer is not to blame for that time. */
    void forgive(final long lateNs, final long nowNs) {
        // Nobody can say when in that time the peer sent what was read after it.
        heardNs = Math.min(heardNs + lateNs, nowNs);
        if (awaitingSinceNs != NOT_AWAITING) {
            awaitingSinceNs += lateNs;
        }
    }

    boolean isPingDue(final long nowNs) {
        return nowNs >= pingDeadlineNs();
    }

    /** Notes that the peer has become suspect; true the first time. */
    boolean becomesSuspect(final long nowNs) {
        if (isSuspect || silenceNs(nowNs) < config.suspectAfterNs()) {
            return false;
        }
        isSuspect = true;
        return true;
    }

    /** Whether too little was heard lately; ends as soon as something is. */
    public boolean isSuspect() {
        return isSuspect;
    }

    boolean isDead(final long nowNs) {
        return silenceNs(nowNs) >= config.deadAfterNs();
    }

    /** When the peer was last heard; not before it sent what was heard, even if this process does not always run. */
    public long heardNs() {
        return heardNs;
    }

    long nextDeadlineNs() {
        final long judgedNs = awaitingSinceNs == NOT_AWAITING
                ? NOT_AWAITING
                : awaitingSinceNs + (isSuspect ? config.deadAfterNs() : config.suspectAfterNs());
        return Math.min(judgedNs, pingDeadlineNs());
    }

    private long silenceNs(final long nowNs) {
        return awaitingSinceNs == NOT_AWAITING ? 0 : nowNs - awaitingSinceNs;
    }

    private long pingDeadlineNs() {
        final boolean isUrgent = isBusy || awaitingSinceNs != NOT_AWAITING;
        final long silentNs = Math.max(heardNs, pingedNs) + (isUrgent ? config.pingBusyNs() : config.pingIdleNs());
        return proofEveryNs == NEVER ? silentNs : Math.min(silentNs, pingedNs + proofEveryNs);
    }
}
