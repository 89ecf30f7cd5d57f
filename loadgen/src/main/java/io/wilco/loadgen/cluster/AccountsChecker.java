package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.DispatcherSnapshot;

/** Looks whether each dispatcher's own books balance: what came in, left in one way or another. */
final class AccountsChecker {
    private final Cluster cluster;

    AccountsChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    /** To be called while the cluster is at rest. */
    void check() {
        for (final SimDispatcher dispatcher : cluster.dispatchers()) {
            final DispatcherSnapshot books = dispatcher.engine().snapshot(dispatcher.clockNs());
            final long left = books.ok()
                    + books.applicationErrors()
                    + books.rejected()
                    + books.deadlineExceeded()
                    + books.outcomeUnknown()
                    + books.cancelled()
                    + books.abandoned();
            if (books.received() != left) {
                cluster.findings()
                        .add(
                                cluster.world().nowNs(),
                                dispatcher.name() + " received " + books.received() + " requests, and " + left
                                        + " left: " + books);
            }
        }
    }
}
