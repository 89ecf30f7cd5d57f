package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.MessageKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks workers for requests back that were sent ahead to them and would be done sooner elsewhere. A worker that has not
 * started such a request refuses it, and so it is another worker's; of one that has, nothing comes of it.
 */
final class Recaller {
    private final RequestTable table;
    private final int attemptsMax;
    private final List<Service> watched = new ArrayList<>();
    private final ByteBuffer head = Bytes.heap(CancelFlyweight.LENGTH);

    /** @param attemptsMax a request that was assigned so often stays where it is */
    Recaller(final RequestTable table, final int attemptsMax) {
        this.table = table;
        this.attemptsMax = attemptsMax;
    }

    /** Something has changed in a service. */
    void onChanged(final Service service, final long nowNs) {
        if (service.pool().recallNs() == Long.MAX_VALUE) {
            return;
        }
        recall(service, nowNs);
        if (!service.isRecalling) {
            service.isRecalling = true;
            watched.add(service);
        }
    }

    /** Time has passed, in which requests may have turned out to be long. */
    void onTick(final long nowNs) {
        for (int i = watched.size() - 1; i >= 0; i--) {
            final Service service = watched.get(i);
            recall(service, nowNs);
            if (service.pool().recallNs() == Long.MAX_VALUE) {
                service.isRecalling = false;
                watched.remove(i);
            }
        }
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        long deadlineNs = Long.MAX_VALUE;
        for (int i = 0; i < watched.size(); i++) {
            final Service service = watched.get(i);
            // With more waiting than there are handlers, only a change can make it worthwhile.
            if (service.queue().size() < service.pool().handlers()) {
                deadlineNs = Math.min(deadlineNs, service.pool().recallNs());
            }
        }
        return deadlineNs;
    }

    private void recall(final Service service, final long nowNs) {
        WorkerPool.@Nullable Member<WorkerNode> member = pick(service, nowNs);
        while (member != null) {
            final WorkerNode worker = member.owner();
            worker.load().onRecalled();
            worker.publish(nowNs);
            final int slot = worker.requests().last();
            if (slot != RequestTable.NONE && mayRecall(slot)) {
                ask(worker, slot);
            }
            member = pick(service, nowNs);
        }
    }

    private static WorkerPool.@Nullable Member<WorkerNode> pick(final Service service, final long nowNs) {
        return service.pool().pickForRecall(nowNs, service.queue().size());
    }

    private boolean mayRecall(final int slot) {
        return !table.isHedge(slot) && table.twin(slot) == RequestTable.NONE && table.ownAttempts(slot) < attemptsMax;
    }

    private void ask(final WorkerNode worker, final int slot) {
        final Link link = worker.link();
        CancelFlyweight.write(head, 0, table.id(slot));
        if (link != null && link.offer(MessageKind.RECALL, head, CancelFlyweight.LENGTH, head, 0, 0) != Link.FULL) {
            table.service(slot).recalled++;
        }
    }
}
