package io.wilco.worker.core;

import io.wilco.link.Link;
import java.util.List;

/**
 * Until when a worker may act as an owner: for a while after the departure of the newest of its pings that a dispatcher
 * with a say in the placement has answered, by a link on which that dispatcher has told what the worker owns. A
 * dispatcher says no sooner than after a longer while that the worker is gone, whatever happens to their link.
 */
final class Lease {
    /** How long an answered ping counts, from its departure, by this worker's clock. */
    static final long TERM_NS = 800_000_000L;

    /**
     * So long after its end a dispatcher may not yet say that the worker is gone, at the least: what was let begin in
     * time may begin so much later, for threads take turns.
     */
    static final long GRACE_NS = 100_000_000L;

    /** How often the dispatchers are pinged, so that some of these may be lost. */
    static final long PING_NS = 200_000_000L;

    /** Until long before anything. */
    static final long NOT_HELD = Long.MIN_VALUE;

    private final List<DispatcherLink> dispatchers;
    private long term;

    Lease(final List<DispatcherLink> dispatchers) {
        this.dispatchers = dispatchers;
    }

    /** Whose answers count has been decided anew, perhaps: what was granted in an earlier term is void. */
    void onTerm(final long told) {
        term = Math.max(term, told);
    }

    /** It takes its shards from another placement from now on. */
    void reset() {
        term = 0;
    }

    /** The newest one. */
    long term() {
        return term;
    }

    /** Whether it holds for the shards of a page. */
    boolean isHeld(final int service, final int page, final long nowNs) {
        final long untilNs = heldUntilNs(service, page);
        return untilNs != NOT_HELD && nowNs < untilNs;
    }

    /** Until when it holds for the shards of a page if no dispatcher answers any more; {@link #NOT_HELD}. */
    long heldUntilNs(final int service, final int page) {
        long untilNs = NOT_HELD;
        for (int i = 0; i < dispatchers.size(); i++) {
            final DispatcherLink dispatcher = dispatchers.get(i);
            final Link link = dispatcher.link();
            if (link != null && dispatcher.shards().isGranted(service, page, term)) {
                final long provenNs = link.liveness().provenNs();
                if (provenNs != Long.MIN_VALUE) {
                    untilNs = Math.max(untilNs, provenNs + TERM_NS);
                }
            }
        }
        return untilNs;
    }
}
