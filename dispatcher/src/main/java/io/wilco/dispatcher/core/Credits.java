package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.CreditWindow;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.wire.OpenMax;

/** Who is let in, and what clients are told of how many requests to have open: by how long theirs wait. */
final class Credits {
    /** Who is refused would have waited twice as long as one should, or longer. */
    private static final double REFUSED_EXCESS = 1;

    private final RequestTable table;
    private final Admission admission;

    Credits(final RequestTable table, final Admission admission) {
        this.table = table;
        this.admission = admission;
    }

    /** How much too long a request of that flow would have to wait that comes now; 0 if it may. */
    long excessNs(final Service service, final Flow flow, final long budgetNs, final long nowNs) {
        final WorkerPool<WorkerNode> pool = service.pool();
        final long waitNs = Admission.waitNs(service.queue(), flow, pool.perNs(), pool.freeHandlers());
        return admission.excessNs(flow, waitNs, pool.perNs(), (long) pool.serviceNs(), budgetNs, nowNs);
    }

    /** A request is about to leave the queue. */
    void onServed(final int slot, final Flow flow, final long nowNs) {
        final Service service = table.service(slot);
        final long serviceNs = (long) service.pool().serviceNs();
        final long waitedNs = nowNs - table.sinceNs(slot);
        admission.onServed(flow, waitedNs, serviceNs, nowNs);
        final long targetNs = admission.targetNs(serviceNs);
        if (flow.window().isOpen() && !admission.isLate(flow, nowNs)) {
            return;
        }
        final ClientSession client = table.client(slot);
        final long roundTripNs = client.link().rtt().smoothedNs();
        final long arrivedNs = table.sinceNs(slot);
        if (waitedNs >= targetNs) {
            final double excess = (double) (waitedNs - targetNs) / targetNs;
            client.onPressed();
            flow.window()
                    .onExcess(excess, arrivedNs, roundTripNs, client.requests().size(), nowNs);
        } else {
            flow.window().onCalm(arrivedNs, roundTripNs, service.queue().clients(flow), nowNs);
        }
    }

    /** A request of that flow is refused for what waits before it. */
    void onRefused(final ClientSession client, final Flow flow, final long nowNs) {
        // If others are in its way, less of this client's would not help.
        if (!flow.isEmpty()) {
            final long roundTripNs = client.link().rtt().smoothedNs();
            client.onPressed();
            flow.window()
                    .onExcess(
                            REFUSED_EXCESS,
                            nowNs,
                            roundTripNs,
                            client.requests().size(),
                            nowNs);
        }
    }

    /** What the reply to this request is to tell, as {@link OpenMax}. */
    int openMax(final int slot) {
        return table.client(slot).isPressed() ? openMax(table.flow(slot)) : OpenMax.NONE;
    }

    static int openMax(final Flow flow) {
        final CreditWindow window = flow.window();
        return window.isOpen() ? OpenMax.NONE : OpenMax.of(window.size());
    }
}
