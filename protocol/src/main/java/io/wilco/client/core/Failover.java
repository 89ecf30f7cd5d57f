package io.wilco.client.core;

import io.wilco.link.Link;
import io.wilco.wire.Delivery;

/** What becomes of calls whose dispatcher is lost, silent, or takes nothing new. */
final class Failover {
    private final Connector connector;
    private final CallTable calls;
    private final KeyedCalls keyed;
    private final Outbox outbox;
    private final ServiceWindows windows;
    private final UnknownListener onUnknown;
    private long moved;

    /** Ends a call that may have been executed and must not be made again. */
    interface UnknownListener {
        void onUnknown(int slot, long nowNs);
    }

    Failover(
            final Connector connector,
            final CallTable calls,
            final KeyedCalls keyed,
            final Outbox outbox,
            final ServiceWindows windows,
            final UnknownListener onUnknown) {
        this.connector = connector;
        this.calls = calls;
        this.keyed = keyed;
        this.outbox = outbox;
        this.windows = windows;
        this.onUnknown = onUnknown;
    }

    /** A dispatcher is silent: what may go on elsewhere does, if there is another one. */
    void onSuspect(final Link link, final long nowNs) {
        final Route route = Route.of(link);
        if (route == null) {
            return;
        }
        connector.onSuspect(route, nowNs);
        if (connector.usable() == null || connector.isCurrent(route)) {
            return;
        }
        windows.dropAll(nowNs);
        for (int slot = 0; slot < calls.capacity(); slot++) {
            if (calls.isOpen(slot) && calls.link(slot) == link) {
                leaveSilent(slot);
            }
        }
        outbox.run(nowNs);
    }

    private void leaveSilent(final int slot) {
        final boolean isOnce = calls.options(slot).delivery() == Delivery.AT_MOST_ONCE;
        if (isOnce && !keyed.has(slot)) {
            // Even if it has not left: the link may still send it. When the link ends, more is known.
            return;
        }
        if (!isOnce) {
            // The owner of a key is not told to leave it: its answer is the one that will be asked for again.
            outbox.cancel(slot);
        }
        // Also of one that has not left: its link, once it is heard again, may send it before the cancel.
        calls.onRetry(slot);
        moved++;
        takeBack(slot);
    }

    /** A dispatcher has refused a call, for it takes nothing new. */
    void onDraining(final int slot, final Link link, final long nowNs) {
        takeBack(slot);
        final Route route = Route.of(link);
        if (route != null) {
            if (connector.isCurrent(route)) {
                windows.dropAll(nowNs);
            }
            connector.onLeaving(route);
        }
        outbox.run(nowNs);
    }

    /** A link has ended. */
    void onClosed(final Link link, final long nowNs) {
        final Route route = Route.of(link);
        if (route != null) {
            if (connector.isCurrent(route)) {
                windows.dropAll(nowNs);
            }
            connector.onLost(route, nowNs);
        }
        for (int slot = 0; slot < calls.capacity(); slot++) {
            if (calls.isOpen(slot) && calls.link(slot) == link) {
                onLinkLost(slot, link, nowNs);
            }
        }
        // If it was not the current link, nothing else would make them move.
        outbox.run(nowNs);
    }

    private void onLinkLost(final int slot, final Link link, final long nowNs) {
        final boolean mayHaveArrived = link.mayHaveArrived(calls.sequence(slot));
        final boolean isOnce = calls.options(slot).delivery() == Delivery.AT_MOST_ONCE;
        if (mayHaveArrived && isOnce && !keyed.has(slot)) {
            onUnknown.onUnknown(slot, nowNs);
            return;
        }
        if (mayHaveArrived) {
            calls.onRetry(slot);
        }
        calls.onWaiting(slot);
    }

    /** Calls that were taken from a silent dispatcher so far. */
    long moved() {
        return moved;
    }

    /** It waits again, for whatever link there is then. */
    void takeBack(final int slot) {
        onLeft(slot);
        calls.onWaiting(slot);
    }

    /** It is not at the dispatcher any more that it was given to, if it was. */
    void onLeft(final int slot) {
        final Link link = calls.link(slot);
        final Route route = link == null ? null : Route.of(link);
        if (route != null) {
            route.onEnded();
        }
    }
}
