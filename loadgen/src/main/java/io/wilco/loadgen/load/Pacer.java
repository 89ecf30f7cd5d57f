package io.wilco.loadgen.load;

import java.util.SplittableRandom;

/** When one client's requests are due. Times are in nanoseconds. */
interface Pacer {
    /** Nothing is due before an outcome. */
    long NEVER = Long.MAX_VALUE;

    /** Sets the arrivals apart from all else that follows from the seed. */
    long ARRIVALS_SALT = 0xA771_7A15L;

    /** Begins; what is due is due from that time on. */
    void begin(long nowNs);

    /** When the next request is due, {@code nowNs} or earlier if it is; {@link #NEVER} if that hangs on an outcome. */
    long nextDueNs(long nowNs);

    /** The request that was due was issued. */
    void onIssued();

    /**
     * A request ended.
     *
     * @param backoffNs how long whoever refused it asked to be left alone; 0 if it was not refused
     */
    void onOutcome(long nowNs, long backoffNs);

    static Pacer of(final LoadConfig config, final int client) {
        if (config.pacing() instanceof Pacing.ClosedLoop closed) {
            return new ClosedLoopPacer(config.outstandingOf(closed, client));
        }
        final Pacing.OpenLoop open = (Pacing.OpenLoop) config.pacing();
        final SplittableRandom random = new SplittableRandom(Payloads.mix(config.seed() ^ ARRIVALS_SALT) + client);
        return new OpenLoopPacer(open, config.clients(), client, random);
    }
}
