package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.wire.OpenMax;

/** Who is let in, and what clients are told of how many requests to have open: by how long theirs wait. */
final class ClientWindows {
    /** More comes than goes: whatever is refused counts as if it had waited twice as long as it should, or longer. */
    private static final double REFUSED_EXCESS = 1;

    private final RequestTable table;
    private final Admission admission;
    private long nowNs;

    ClientWindows(final RequestTable table, final Admission admission) {
        this.table = table;
        this.admission = admission;
    }

    /** The time of all that comes until the next call. */
    void onTime(final long timeNs) {
        nowNs = timeNs;
    }

    /** How much too long a request of that flow would have to wait that comes now; 0 if it may. */
    long excessNs(final Line line, final Flow flow, final long budgetNs) {
        return admission.excessNs(flow, waitNs(line, flow), line.perNs(), (long) line.serviceNs(), budgetNs, nowNs);
    }

    private static long waitNs(final Line line, final Flow flow) {
        return Admission.waitNs(line.queue(), flow, line.perNs(), line.freeHandlers());
    }

    /** A request is about to leave the queue. */
    void onServed(final int slot, final Flow flow) {
        final Line line = table.line(slot);
        final long serviceNs = (long) line.serviceNs();
        final long arrivedNs = table.sinceNs(slot);
        final long waitedNs = nowNs - arrivedNs;
        final long targetNs = admission.targetNs(table.deadlineNs(slot) - arrivedNs, serviceNs);
        flow.onServed(waitedNs, targetNs, serviceNs, nowNs);
        if (waitedNs < targetNs) {
            if (flow.hasBound(nowNs)) {
                final long roundTripNs = roundTripNs(table.client(slot));
                flow.onCalm(arrivedNs, roundTripNs, line.queue().clients(flow), nowNs);
            }
        } else if (flow.hasBound(nowNs) || admission.isLate(flow, nowNs)) {
            press(table.client(slot), flow, excess(waitedNs, targetNs), arrivedNs);
        }
    }

    /** A request of that flow is refused for what waits before it. */
    void onRefused(final ClientSession client, final Line line, final Flow flow, final long budgetNs) {
        // If they have not been waiting long, it is a burst, or a request with less patience than the others.
        if (admission.isLate(flow, nowNs)) {
            final long targetNs = admission.targetNs(budgetNs, (long) line.serviceNs());
            press(client, flow, Math.max(REFUSED_EXCESS, excess(waitNs(line, flow), targetNs)), nowNs);
        }
    }

    private static double excess(final long waitNs, final long targetNs) {
        return (double) (waitNs - targetNs) / targetNs;
    }

    private void press(final ClientSession client, final Flow flow, final double excess, final long arrivedNs) {
        flow.onExcess(excess, arrivedNs, roundTripNs(client), nowNs);
    }

    private static long roundTripNs(final ClientSession client) {
        return client.link().rtt().smoothedNs();
    }

    /** What the reply to this request is to tell, as {@link OpenMax}. */
    int openMax(final int slot) {
        return openMax(table.flow(slot));
    }

    int openMax(final Flow flow) {
        final int size = flow.openMax(nowNs);
        return size == 0 ? OpenMax.NONE : OpenMax.of(size);
    }
}
