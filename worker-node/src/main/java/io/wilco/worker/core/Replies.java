package io.wilco.worker.core;

import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The way back: answers go into the link they are for, or wait until there is room in it. */
final class Replies {
    static final ByteBuffer EMPTY = Bytes.heap(0);

    private static final ByteBuffer TOO_LARGE =
            Bytes.wrap("the reply is larger than a message can be".getBytes(StandardCharsets.UTF_8));

    private final ExecutionTable table;
    private final BlockPool pool;
    private final ByteBuffer head = Bytes.heap(ReplyFlyweight.HEADER_LENGTH);

    Replies(final ExecutionTable table, final BlockPool pool) {
        this.table = table;
        this.pool = pool;
    }

    /** Answers a request that takes no slot; false if there is no room for the answer. */
    boolean answer(
            final Link link,
            final DispatcherLink dispatcher,
            final long requestId,
            final ReplyStatus status,
            final RejectReason reason) {
        return answer(link, dispatcher, requestId, status, reason, EMPTY);
    }

    /** Answers a request that takes no slot with all of a payload; false if there is no room for the answer. */
    boolean answer(
            final Link link,
            final DispatcherLink dispatcher,
            final long requestId,
            final ReplyStatus status,
            final RejectReason reason,
            final ByteBuffer payload) {
        if (ReplyFlyweight.HEADER_LENGTH + payload.limit() > link.messageBytesMax()) {
            // It was made for another link.
            return answer(link, dispatcher, requestId, ReplyStatus.APPLICATION_ERROR, reason, TOO_LARGE);
        }
        ReplyFlyweight.writeHeader(head, 0, requestId, status, reason, 0, 0);
        final long sequence =
                link.offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, payload, 0, payload.limit());
        if (sequence == Link.FULL) {
            return false;
        }
        dispatcher.onReceived();
        dispatcher.onCompleted();
        return true;
    }

    /** Ends a request with a reply, which may have to wait for room in its link. */
    void reply(
            final int slot,
            final ReplyStatus status,
            final RejectReason reason,
            final ByteBuffer payload,
            final int offset,
            final int length) {
        final Link link = table.link(slot);
        if (link == null || link.isClosed()) {
            table.release(slot);
            return;
        }
        if (ReplyFlyweight.HEADER_LENGTH + length > link.messageBytesMax()) {
            reply(slot, ReplyStatus.APPLICATION_ERROR, reason, TOO_LARGE, 0, TOO_LARGE.limit());
            return;
        }
        table.setReply(slot, status, reason);
        final DispatcherLink dispatcher = (DispatcherLink) Objects.requireNonNull(link.attachment());
        if (dispatcher.replyingHead == ExecutionTable.NONE && offer(slot, link, payload, offset, length)) {
            dispatcher.onCompleted();
            table.release(slot);
            return;
        }
        final int block = pool.allocate(length);
        assert block != BlockPool.NONE : "the pool is as large as the table";
        pool.buffer(block).put(pool.offset(block), payload, offset, length);
        table.setPayload(slot, block, length);
        table.setState(slot, ExecutionTable.State.REPLYING);
        if (dispatcher.replyingHead == ExecutionTable.NONE) {
            dispatcher.replyingHead = slot;
        } else {
            table.setNext(dispatcher.replyingTail, slot);
        }
        dispatcher.replyingTail = slot;
    }

    /** Tells whoever waits for a request that it will not be answered there; false if there is no room for that. */
    boolean leave(final int slot, final Link link, final DispatcherLink dispatcher) {
        ReplyFlyweight.writeHeader(
                head, 0, table.requestId(slot), ReplyStatus.CANCELLED, RejectReason.NONE, table.attempt(slot), 0);
        if (link.offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, EMPTY, 0, 0) == Link.FULL) {
            return false;
        }
        dispatcher.onCompleted();
        return true;
    }

    private boolean offer(
            final int slot, final Link link, final ByteBuffer payload, final int offset, final int length) {
        ReplyFlyweight.writeHeader(
                head, 0, table.requestId(slot), table.status(slot), table.reason(slot), table.attempt(slot), 0);
        return link.offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, payload, offset, length) != Link.FULL;
    }

    /** There is room in the link again: sends replies that waited for it. */
    void onWritable(final Link link, final DispatcherLink dispatcher) {
        while (dispatcher.replyingHead != ExecutionTable.NONE) {
            final int slot = dispatcher.replyingHead;
            final int block = table.block(slot);
            if (!offer(slot, link, pool.buffer(block), pool.offset(block), table.length(slot))) {
                return;
            }
            dispatcher.replyingHead = table.next(slot);
            pool.free(block);
            dispatcher.onCompleted();
            table.release(slot);
        }
        dispatcher.replyingTail = ExecutionTable.NONE;
    }
}
