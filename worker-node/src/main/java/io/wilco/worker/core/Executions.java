package io.wilco.worker.core;

import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import io.wilco.wire.CloseReason;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The way of a request through the worker: refused, queued, executed, answered. */
final class Executions {
    private final byte[][] services;
    private final Work work;
    private final LoadMeter meter;
    private final ExecutionTable table;
    private final BlockPool pool;
    private final int queueMax;
    private final RequestView view = new RequestView();
    private final Replies replies;
    private final KeyedRequests keyed;
    private int queueHead = ExecutionTable.NONE;
    private int queueTail = ExecutionTable.NONE;
    private boolean isStarting;

    Executions(final WorkerConfig config, final Work work, final LoadMeter meter, final Custody custody) {
        this.services = config.services().stream()
                .map(service -> service.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.work = work;
        this.meter = meter;
        this.queueMax = config.queueMax();
        // Beyond the queue and the handlers, as many replies may wait for room in their links.
        table = new ExecutionTable(2 * config.capacity());
        // One more than there are slots: the request that is being started has its block until that is done.
        pool = new BlockPool((2L * config.capacity() + 1) * BlockPool.BLOCK_BYTES_MAX);
        replies = new Replies(table, pool);
        keyed = new KeyedRequests(custody, table, replies);
    }

    int keptBlocks() {
        return pool.blocks();
    }

    long keptBytes() {
        return pool.takenBytes();
    }

    boolean isEmpty() {
        return table.size() == 0;
    }

    /** False if there is no room even to refuse it. */
    boolean onRequest(
            final long nowNs,
            final Link link,
            final DispatcherLink dispatcher,
            final ByteBuffer body,
            final int offset,
            final int length) {
        final boolean isValid = RequestFlyweight.isValid(body, offset, length);
        final int service = isValid ? serviceOf(body, offset) : ExecutionTable.NONE;
        if (length < Long.BYTES) {
            link.fail(nowNs, CloseReason.PROTOCOL_ERROR, "a request without an id");
            return true;
        }
        final long requestId = RequestFlyweight.requestId(body, offset);
        if (!isValid) {
            return replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.MALFORMED);
        }
        final boolean isKeyed = RequestFlyweight.isKeyed(RequestFlyweight.flags(body, offset));
        if (meter.isDraining() && !isKeyed) {
            // Those with a key have nobody else to go to, as long as this worker owns their shard.
            return replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.DRAINING);
        }
        if (service == ExecutionTable.NONE) {
            return replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.NO_WORKERS);
        }
        final long budgetNs = RequestFlyweight.budgetUs(body, offset) * 1_000L;
        if (budgetNs == 0) {
            return replies.answer(link, dispatcher, requestId, ReplyStatus.DEADLINE_EXCEEDED, RejectReason.NONE);
        }
        if (isKeyed) {
            final KeyedRequests.Verdict verdict =
                    keyed.admit(nowNs, link, dispatcher, service, body, offset, nowNs + budgetNs);
            if (verdict != KeyedRequests.Verdict.TAKE) {
                return verdict == KeyedRequests.Verdict.SETTLED;
            }
        }
        final int slot = take(nowNs, link, body, offset, service, budgetNs);
        if (slot == ExecutionTable.NONE) {
            if (isKeyed) {
                keyed.forget(keyed.admitted());
            }
            return replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.WORKER_BUSY);
        }
        if (isKeyed) {
            keyed.onTaken(slot);
        }
        dispatcher.onReceived();
        final int payload = RequestFlyweight.payloadOffset(body, offset);
        final int payloadLength = offset + length - payload;
        if (canStart()) {
            start(nowNs, slot, body, payload, payloadLength);
        } else {
            enqueue(slot, body, payload, payloadLength);
        }
        return true;
    }

    private boolean canStart() {
        return meter.hasFreeHandler() && queueHead == ExecutionTable.NONE;
    }

    private int take(
            final long nowNs,
            final Link link,
            final ByteBuffer body,
            final int offset,
            final int service,
            final long budgetNs) {
        return canStart() || meter.queued() < queueMax
                ? table.take(
                        ExecutionTable.State.QUEUED,
                        link,
                        RequestFlyweight.requestId(body, offset),
                        nowNs,
                        nowNs + budgetNs,
                        RequestFlyweight.attempt(body, offset),
                        RequestFlyweight.flags(body, offset),
                        service)
                : ExecutionTable.NONE;
    }

    private int serviceOf(final ByteBuffer body, final int offset) {
        final int length = RequestFlyweight.serviceLength(body, offset);
        for (int i = 0; i < services.length; i++) {
            if (services[i].length == length && isName(services[i], body, offset)) {
                return i;
            }
        }
        return ExecutionTable.NONE;
    }

    private static boolean isName(final byte[] name, final ByteBuffer body, final int offset) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] != body.get(offset + RequestFlyweight.SERVICE_OFFSET + i)) {
                return false;
            }
        }
        return true;
    }

    private void enqueue(final int slot, final ByteBuffer body, final int payload, final int length) {
        final int block = pool.allocate(length);
        assert block != BlockPool.NONE : "the pool is as large as the table";
        pool.buffer(block).put(pool.offset(block), body, payload, length);
        table.setPayload(slot, block, length);
        if (queueHead == ExecutionTable.NONE) {
            queueHead = slot;
        } else {
            table.setNext(queueTail, slot);
        }
        queueTail = slot;
        meter.onQueued();
    }

    private void start(final long nowNs, final int slot, final ByteBuffer body, final int payload, final int length) {
        table.setState(slot, ExecutionTable.State.EXECUTING);
        meter.onStarted(nowNs - table.arrivedNs(slot));
        final long leftNs = table.deadlineNs(slot) - nowNs;
        view.set(table.service(slot), leftNs, table.attempt(slot), table.flags(slot), body, payload, length)
                .withKeyed(table.keyed(slot), keyed.beginByNs(slot));
        keyed.onStarted(slot);
        work.start(nowNs, table.id(slot), view);
    }

    /** Starts what waits, as long as a handler is free. */
    private void startQueued(final long nowNs) {
        if (isStarting) {
            // Work that completes within start: the loop further up the stack goes on.
            return;
        }
        isStarting = true;
        while (queueHead != ExecutionTable.NONE && meter.hasFreeHandler()) {
            final int slot = queueHead;
            queueHead = table.next(slot);
            if (queueHead == ExecutionTable.NONE) {
                queueTail = ExecutionTable.NONE;
            }
            table.setNext(slot, ExecutionTable.NONE);
            meter.onUnqueued();
            startFromQueue(nowNs, slot);
        }
        isStarting = false;
    }

    private void startFromQueue(final long nowNs, final int slot) {
        final int block = table.block(slot);
        final int length = table.length(slot);
        table.setPayload(slot, BlockPool.NONE, 0);
        if (table.link(slot) == null) {
            keyed.forget(table.keyed(slot));
            table.release(slot);
        } else if (nowNs >= table.deadlineNs(slot)) {
            refuse(slot, ReplyStatus.DEADLINE_EXCEEDED, RejectReason.NONE);
        } else if (!keyed.mayStart(slot, nowNs)) {
            refuse(slot, ReplyStatus.REJECTED, RejectReason.NOT_OWNER);
        } else {
            start(nowNs, slot, pool.buffer(block), pool.offset(block), length);
        }
        pool.free(block);
    }

    /** Ends a request that was not executed. */
    private void refuse(final int slot, final ReplyStatus status, final RejectReason reason) {
        keyed.forget(table.keyed(slot));
        replies.reply(slot, status, reason, Replies.EMPTY, 0, 0);
    }

    void complete(
            final long nowNs,
            final long executionId,
            final ReplyStatus status,
            final ByteBuffer payload,
            final int offset,
            final int length,
            final long tookNs) {
        final int slot = table.executing(executionId);
        if (slot == ExecutionTable.NONE) {
            throw new IllegalStateException("completed what is not being executed");
        }
        keyed.onEnded(slot, status, payload, offset, length, tookNs);
        if (status == ReplyStatus.REJECTED) {
            meter.onRefused();
            replies.reply(slot, status, RejectReason.WORKER_BUSY, Replies.EMPTY, 0, 0);
        } else {
            meter.onEnded(tookNs);
            replies.reply(slot, status, RejectReason.NONE, payload, offset, length);
        }
        startQueued(nowNs);
    }

    /** There is room in the link again. */
    void onWritable(final Link link, final DispatcherLink dispatcher) {
        replies.onWritable(link, dispatcher);
    }

    void onCancel(final long nowNs, final Link link, final long requestId) {
        final int slot = table.find(link, requestId);
        if (slot == ExecutionTable.NONE) {
            return;
        }
        if (table.state(slot) == ExecutionTable.State.EXECUTING) {
            work.cancel(table.id(slot));
        } else if (table.state(slot) == ExecutionTable.State.QUEUED) {
            leave(slot, ReplyStatus.CANCELLED, RejectReason.NONE);
        }
    }

    /** The dispatcher wants a request back, if that has not been started. */
    void onRecall(final Link link, final long requestId) {
        // Only what waits is looked at: it is asked for often, and few wait, while the table may be large.
        int slot = queueHead;
        while (slot != ExecutionTable.NONE && (table.link(slot) != link || table.requestId(slot) != requestId)) {
            slot = table.next(slot);
        }
        if (slot != ExecutionTable.NONE) {
            leave(slot, ReplyStatus.REJECTED, RejectReason.RECALLED);
        }
    }

    private void leave(final int slot, final ReplyStatus status, final RejectReason reason) {
        unqueue(slot);
        pool.free(table.block(slot));
        refuse(slot, status, reason);
    }

    private void unqueue(final int slot) {
        int previous = ExecutionTable.NONE;
        for (int at = queueHead; at != slot; at = table.next(at)) {
            previous = at;
        }
        final int next = table.next(slot);
        if (previous == ExecutionTable.NONE) {
            queueHead = next;
        } else {
            table.setNext(previous, next);
        }
        if (queueTail == slot) {
            queueTail = previous;
        }
        table.setNext(slot, ExecutionTable.NONE);
        meter.onUnqueued();
    }

    /** What waits for a link that ended is dropped; what executes is told that nobody waits for it. */
    void onLinkEnded(final long nowNs, final Link link, final DispatcherLink dispatcher) {
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.link(slot) == link) {
                onLinkEnded(slot);
            }
        }
        dispatcher.replyingHead = ExecutionTable.NONE;
        dispatcher.replyingTail = ExecutionTable.NONE;
        startQueued(nowNs);
    }

    private void onLinkEnded(final int slot) {
        switch (table.state(slot)) {
            case QUEUED -> table.onLinkEnded(slot);
            case EXECUTING -> {
                table.onLinkEnded(slot);
                if (!keyed.outlivesLink(slot)) {
                    work.cancel(table.id(slot));
                }
            }
            case REPLYING -> {
                pool.free(table.block(slot));
                table.release(slot);
            }
            case FREE -> {
                // Nobody's.
            }
        }
    }
}
