package io.wilco.worker.core;

import io.wilco.wire.Shards;
import java.util.Arrays;

/** What a dispatcher has said of shards on its present link, and what it has to be told. */
final class DispatcherShards {
    /** A bit for each page of a service. */
    private final int[] granted;

    private final int[] unsaid;
    private long authority;
    private long term;

    DispatcherShards(final int services) {
        granted = new int[services];
        unsaid = new int[services];
    }

    /** The link has ended. */
    void reset() {
        Arrays.fill(granted, 0);
        Arrays.fill(unsaid, 0);
        authority = 0;
        term = 0;
    }

    /** It speaks for that placement from now on; what it said for another one does not count any more. */
    void onAuthority(final long speaksFor) {
        if (authority != speaksFor) {
            authority = speaksFor;
            term = 0;
            Arrays.fill(granted, 0);
        }
    }

    /** Whether it has granted anything for a placement, so that this may still count on the worker. */
    boolean hasGrantedFor(final long placement) {
        return authority == placement && hasGranted();
    }

    /** It told what this worker owns of a page. What it told in an earlier term, it does not vouch for any more. */
    void onTold(final long inTerm, final int service, final int page, final boolean grantsLease) {
        if (inTerm < term) {
            return;
        }
        if (inTerm > term) {
            term = inTerm;
            Arrays.fill(granted, 0);
        }
        granted[service] = grantsLease ? granted[service] | 1 << page : granted[service] & ~(1 << page);
    }

    /** Whether its answers renew the lease for a page, if that is the newest term. */
    boolean isGranted(final int service, final int page, final long newestTerm) {
        return term == newestTerm && (granted[service] & 1 << page) != 0;
    }

    /** Whether any page is. */
    boolean hasGranted() {
        for (final int pages : granted) {
            if (pages != 0) {
                return true;
            }
        }
        return false;
    }

    /** It has to be told of a page. */
    void onChanged(final int service, final int page) {
        unsaid[service] |= 1 << page;
    }

    /** A page of a service that it has to be told of; -1 if there is none. */
    int nextUnsaid(final int service) {
        final int page = Integer.numberOfTrailingZeros(unsaid[service]);
        return page == Shards.PAGES ? -1 : page;
    }

    void onSaid(final int service, final int page) {
        unsaid[service] &= ~(1 << page);
    }
}
