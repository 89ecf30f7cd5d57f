package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.wire.BlockPool;
import io.wilco.wire.RequestFlyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request that takes longer than most to a second worker, if its caller allows it (Dean and Barroso, "The Tail
 * at Scale", 2013). The first answer counts, the other worker is told to leave it. The second try is a request of its
 * own, which the client does not know of: whatever becomes of it but an answer, the first one goes on.
 */
final class Hedger {
    /** A second try sooner than this is no better than a network's usual moods. */
    private static final long DELAY_MIN_NS = 1_000_000L;

    private final RequestTable table;
    private final BlockPool pool;
    private final Scheduler scheduler;
    private final DispatcherStats stats;
    private final List<Service> busy = new ArrayList<>();

    Hedger(final RequestTable table, final BlockPool pool, final Scheduler scheduler, final DispatcherStats stats) {
        this.table = table;
        this.pool = pool;
        this.scheduler = scheduler;
        this.stats = stats;
    }

    /** A request was given to a worker. */
    void onAssigned(final int slot) {
        if (!RequestFlyweight.mayHedge(table.flags(slot)) || table.isHedge(slot) || table.twin(slot) != SlotList.NONE) {
            return;
        }
        final Service service = table.service(slot);
        if (service.hedgeable().isEmpty()) {
            busy.add(service);
        }
        service.hedgeable().addLast(slot);
        table.setInHedgeList(slot, true);
    }

    /** A request is not at its worker any more. */
    void onUnassigned(final int slot) {
        if (table.isInHedgeList(slot)) {
            final Service service = table.service(slot);
            service.hedgeable().remove(slot);
            table.setInHedgeList(slot, false);
            if (service.hedgeable().isEmpty()) {
                busy.remove(service);
            }
        }
    }

    /** Sends what has taken too long to a second worker. */
    void onTick(final long nowNs) {
        for (int i = busy.size() - 1; i >= 0; i--) {
            final Service service = busy.get(i);
            final long latencyNs = service.slowest().latencyNs(nowNs);
            int slot = service.hedgeable().first();
            while (slot != SlotList.NONE && nowNs - table.sinceNs(slot) >= Math.max(DELAY_MIN_NS, latencyNs)) {
                onUnassigned(slot);
                hedge(slot, service, nowNs);
                slot = service.hedgeable().first();
            }
        }
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        long deadlineNs = Long.MAX_VALUE;
        for (int i = 0; i < busy.size(); i++) {
            final Service service = busy.get(i);
            final long latencyNs = service.slowest().lastNs();
            if (latencyNs != SlowestShare.UNKNOWN) {
                final long sinceNs = table.sinceNs(service.hedgeable().first());
                deadlineNs = Math.min(deadlineNs, sinceNs + Math.max(DELAY_MIN_NS, latencyNs));
            }
        }
        return deadlineNs;
    }

    private void hedge(final int slot, final Service service, final long nowNs) {
        if (table.isFull() || !service.hedges().hasAny()) {
            return;
        }
        final WorkerNode other = another(slot, service, nowNs);
        if (other == null || !service.hedges().spend()) {
            return;
        }
        final int length = table.length(slot);
        final int block = pool.allocate(length);
        if (block == BlockPool.NONE) {
            return;
        }
        final int own = table.block(slot);
        pool.buffer(block).put(pool.offset(block), pool.buffer(own), pool.offset(own), length);
        final int hedge = table.takeHedge(slot, block);
        if (scheduler.give(hedge, other, nowNs)) {
            // Whatever the first worker says from now on, the second one may have executed it.
            table.onMayHaveStarted(slot);
            service.hedged++;
            stats.hedged++;
        } else {
            forget(hedge);
        }
    }

    /** A worker that does not have it already, and would get it now; null if there is none. */
    private @Nullable WorkerNode another(final int slot, final Service service, final long nowNs) {
        final WorkerNode own = Objects.requireNonNull(table.worker(slot));
        own.load().onReady(false);
        own.publish(nowNs);
        final WorkerPool.Member<WorkerNode> member = service.pool().pick(nowNs, 1);
        own.update();
        own.publish(nowNs);
        return member == null ? null : member.owner();
    }

    /** The second try is over, and in no list any more. */
    void forget(final int hedge) {
        pool.free(table.block(hedge));
        table.releaseHedge(hedge);
    }

    /** A request has ended, and is in no list any more: nobody needs its second try. */
    void onEnded(final int slot) {
        final int hedge = table.twin(slot);
        if (hedge != SlotList.NONE) {
            scheduler.withdraw(hedge);
            forget(hedge);
        }
    }
}
