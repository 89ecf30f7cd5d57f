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
 * Asks workers for requests back that were sent ahead to them and will not be begun there for long, as the policy says.
 * A worker that has not begun such a request refuses it, and so it is another worker's; of one that has, nothing comes
 * of it. A request is asked for once at most, so it cannot be sent to and fro.
 */
final class Recaller {
    /** What is more has to wait for the next cycle. */
    private static final int ASKED_PER_CYCLE_MAX = 64;

    private final RequestTable table;
    private final List<Service> watched = new ArrayList<>();
    private final ByteBuffer head = Bytes.heap(CancelFlyweight.LENGTH);
    private long nextNs = Long.MAX_VALUE;

    Recaller(final RequestTable table) {
        this.table = table;
    }

    /** Something has changed in a service. */
    void onChanged(final Service service, final long nowNs) {
        final long dueNs = ask(service, nowNs);
        nextNs = Math.min(nextNs, dueNs);
        if (dueNs != Long.MAX_VALUE && !service.isWatched) {
            service.isWatched = true;
            watched.add(service);
        }
    }

    /** Time has passed, in which requests may have turned out to be long. */
    void onTick(final long nowNs) {
        if (nowNs < nextNs) {
            return;
        }
        nextNs = Long.MAX_VALUE;
        for (int i = watched.size() - 1; i >= 0; i--) {
            final Service service = watched.get(i);
            final long dueNs = ask(service, nowNs);
            nextNs = Math.min(nextNs, dueNs);
            if (dueNs == Long.MAX_VALUE) {
                service.isWatched = false;
                watched.set(i, watched.get(watched.size() - 1));
                watched.remove(watched.size() - 1);
            }
        }
    }

    /** The greatest long if nothing is waited for; may be too early. */
    long nextDeadlineNs() {
        return nextNs;
    }

    /** Asks for what is due; says when something is due next. */
    private long ask(final Service service, final long nowNs) {
        final WorkerPool<WorkerNode> pool = service.pool();
        final int queued = service.queue().size();
        WorkerPool.@Nullable Member<WorkerNode> member = pool.pickForRecall(nowNs, queued);
        for (int asked = 0; member != null && asked < ASKED_PER_CYCLE_MAX; asked++) {
            final WorkerNode worker = member.owner();
            final int slot = worker.requests().last();
            if (slot != RequestTable.NONE && mayAsk(slot, service)) {
                ask(worker, slot);
            }
            worker.load().onAsked();
            worker.publish(nowNs);
            member = pool.pickForRecall(nowNs, queued);
        }
        return pool.recallNs(queued);
    }

    /** Of a worker with several services, the last request may be another service's, which has rules of its own. */
    private boolean mayAsk(final int slot, final Service service) {
        return table.service(slot) == service
                && !table.isKeyed(slot)
                && !table.wasAskedBack(slot)
                && !table.isHedge(slot)
                && table.twin(slot) == RequestTable.NONE;
    }

    private void ask(final WorkerNode worker, final int slot) {
        final Link link = worker.link();
        CancelFlyweight.write(head, 0, table.id(slot));
        if (link != null && link.offer(MessageKind.RECALL, head, CancelFlyweight.LENGTH, head, 0, 0) != Link.FULL) {
            table.onAskedBack(slot);
        }
    }
}
