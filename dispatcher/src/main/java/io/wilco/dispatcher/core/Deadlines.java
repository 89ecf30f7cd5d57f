package io.wilco.dispatcher.core;

import io.wilco.link.TimerWheel;
import java.util.function.IntConsumer;

/**
 * Tells when the deadline of a request has passed. Nearly every request is answered long before, so its timer is left
 * set when it goes: the next request in its slot, whose deadline is later, finds it and has nothing to set, and when it
 * fires too early it is set again.
 */
final class Deadlines {
    static final long TICK_NS = 1L << 20;
    static final int TIMERS_PER_TICK_MAX = 4_096;

    private final RequestTable table;
    private final TimerWheel wheel;
    private final IntConsumer onPassed;
    private final IntConsumer onFired = this::onFired;
    private long nowNs;

    /**
     * Deadlines of requests in a table.
     *
     * @param onPassed is given the slot of a request that waits or is assigned, and whose deadline has passed
     */
    Deadlines(final RequestTable table, final IntConsumer onPassed, final long nowNs) {
        this.table = table;
        this.onPassed = onPassed;
        this.nowNs = nowNs;
        wheel = new TimerWheel(TICK_NS, nowNs);
    }

    /** A request was put into that slot. */
    void watch(final int slot) {
        final long deadlineNs = table.deadlineNs(slot);
        if (!wheel.firesBy(slot, deadlineNs)) {
            wheel.schedule(slot, deadlineNs);
        }
    }

    void onTick(final long tickNs) {
        nowNs = tickNs;
        wheel.poll(tickNs, onFired, TIMERS_PER_TICK_MAX);
    }

    private void onFired(final int slot) {
        final RequestState state = table.state(slot);
        if ((state != RequestState.QUEUED && state != RequestState.ASSIGNED) || table.isHedge(slot)) {
            // A second try ends with the first one.
            return;
        }
        if (table.deadlineNs(slot) <= nowNs) {
            onPassed.accept(slot);
        } else {
            wheel.schedule(slot, table.deadlineNs(slot));
        }
    }

    /** Nothing passes before this time; timers left over wake nobody when no request is here. */
    long nextDeadlineNs() {
        return table.size() == 0 ? Long.MAX_VALUE : wheel.nextDeadlineNs();
    }
}
