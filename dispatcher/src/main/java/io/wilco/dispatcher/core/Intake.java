package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.wire.BlockPool;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;

/** The way in: a request is refused at once with a reason, or kept and put into its service's queue. */
final class Intake {
    private static final long RETRY_SOON_NS = 10_000_000L;
    private static final long RETRY_LATER_NS = 1_000_000_000L;

    private final DispatcherConfig config;
    private final RequestTable table;
    private final ServiceTable services;
    private final BlockPool pool;
    private final Deadlines deadlines;
    private final Returns returns;
    private final Scheduler scheduler;
    private final DispatcherStats stats;
    private final ClientWindows windows;
    private boolean isDraining;

    Intake(
            final DispatcherConfig config,
            final RequestTable table,
            final ServiceTable services,
            final BlockPool pool,
            final Deadlines deadlines,
            final Returns returns,
            final Scheduler scheduler,
            final ClientWindows windows) {
        this.config = config;
        this.table = table;
        this.services = services;
        this.pool = pool;
        this.deadlines = deadlines;
        this.returns = returns;
        this.scheduler = scheduler;
        this.windows = windows;
        stats = returns.stats();
    }

    void drain() {
        isDraining = true;
    }

    /** Gives up waiting for services that nobody has come to offer. */
    void onTick(final long nowNs) {
        if (nowNs < services.giveUpNs()) {
            return;
        }
        for (final Service service : services.all()) {
            if (service.isAwaited) {
                scheduler.router().rejectParked(service, RejectReason.NO_WORKERS, RETRY_LATER_NS);
            }
            while (service.isAwaited && !service.queue().isEmpty()) {
                final Flow flow = service.queue().next();
                final int slot = FairQueue.first(flow);
                service.queue().remove(flow, slot);
                returns.end(slot, ReplyStatus.REJECTED, RejectReason.NO_WORKERS, RETRY_LATER_NS);
            }
        }
        services.giveUp();
    }

    long nextDeadlineNs() {
        return services.giveUpNs();
    }

    /** Takes a request, which has at least an id, in or refuses it; false if there is no room even to refuse it. */
    boolean onRequest(
            final long nowNs, final ClientSession client, final ByteBuffer body, final int offset, final int length) {
        final boolean isSettled = admit(nowNs, client, body, offset, length);
        // Without room to refuse it, it will come again.
        stats.received += isSettled ? 1 : 0;
        return isSettled;
    }

    private boolean admit(
            final long nowNs, final ClientSession client, final ByteBuffer body, final int offset, final int length) {
        final long requestId = RequestFlyweight.requestId(body, offset);
        if (!RequestFlyweight.isValid(body, offset, length)) {
            return returns.reject(client, requestId, RejectReason.MALFORMED, 0);
        }
        if (isDraining) {
            return returns.reject(client, requestId, RejectReason.DRAINING, RETRY_SOON_NS);
        }
        final Service known = services.ofRequest(body, offset);
        final Service service = known == null ? services.await(body, offset, nowNs) : known;
        if (service == null) {
            return returns.reject(client, requestId, RejectReason.NO_WORKERS, RETRY_LATER_NS);
        }
        final long budgetNs = RequestFlyweight.budgetUs(body, offset) * 1_000L;
        final int flags = RequestFlyweight.flags(body, offset);
        final Line line = line(service, flags, body, offset);
        final Flow flow = client.flow(line, RequestTable.queueClass(flags), nowNs);
        final long excessNs = line.queue().isEmpty() ? 0 : windows.excessNs(line, flow, budgetNs);
        if (excessNs > 0) {
            windows.onRefused(client, line, flow, budgetNs);
            final long retryAfterNs = Admission.retryAfterNs(excessNs);
            return refuse(client, requestId, service, flow, RejectReason.OVERLOADED, retryAfterNs);
        }
        final int kept = length - RequestFlyweight.HEADER_LENGTH;
        if (kept > BlockPool.BLOCK_BYTES_MAX) {
            return returns.reject(client, requestId, RejectReason.TOO_LARGE, 0);
        }
        final boolean isFull =
                table.isFull() || client.isOverLimit() || line.queue().size() >= config.queueMax();
        final int block = isFull ? BlockPool.NONE : pool.allocate(kept);
        if (block == BlockPool.NONE) {
            windows.onRefused(client, line, flow, budgetNs);
            return refuse(client, requestId, service, flow, RejectReason.QUEUE_FULL, service.retryAfterNs());
        }
        pool.buffer(block).put(pool.offset(block), body, offset + RequestFlyweight.HEADER_LENGTH, kept);
        final int slot = table.take(client, line, flow, requestId, nowNs + budgetNs, flags, block, kept);
        table.setServiceLength(slot, RequestFlyweight.serviceLength(body, offset));
        table.setAttemptsBefore(slot, RequestFlyweight.attempt(body, offset));
        table.setArrivedNs(slot, nowNs);
        client.requests().addLast(slot);
        deadlines.watch(slot);
        service.onRequest(nowNs);
        scheduler.enqueue(slot, nowNs);
        return true;
    }

    /** Where it has to wait; of a keyed one, notes its shard. */
    private Line line(final Service service, final int flags, final ByteBuffer body, final int offset) {
        if (!RequestFlyweight.isKeyed(flags)) {
            return service;
        }
        final int at = RequestFlyweight.keyedOffset(body, offset);
        final int shard = KeyedFlyweight.shardOfKey(body, at);
        KeyedFlyweight.setOwner(body, at, shard, 0);
        return scheduler.router().line(service, shard);
    }

    private boolean refuse(
            final ClientSession client,
            final long requestId,
            final Service service,
            final Flow flow,
            final RejectReason reason,
            final long retryAfterNs) {
        final boolean isTold = returns.reject(client, requestId, reason, windows.openMax(flow), retryAfterNs);
        service.rejected += isTold ? 1 : 0;
        return isTold;
    }
}
