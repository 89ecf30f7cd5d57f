package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.link.TimerWheel;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The way back: each request leaves the dispatcher with exactly one reply, unless its client is gone. */
final class Returns {
    private static final ByteBuffer EMPTY = Bytes.heap(0);

    /** Short enough to fit, with its header, into the least block there is. */
    private static final ByteBuffer TOO_LARGE =
            Bytes.wrap("the reply is larger than the client takes".getBytes(StandardCharsets.UTF_8));

    private final RequestTable table;
    private final BlockPool pool;
    private final TimerWheel deadlines;
    private final DispatcherStats stats;
    private final ByteBuffer head = Bytes.heap(ReplyFlyweight.HEADER_LENGTH);

    Returns(final RequestTable table, final BlockPool pool, final TimerWheel deadlines, final DispatcherStats stats) {
        this.table = table;
        this.pool = pool;
        this.deadlines = deadlines;
        this.stats = stats;
    }

    /** Answers a request that never got a slot; false if there is no room for the answer. */
    boolean reject(
            final ClientSession client,
            final long clientRequestId,
            final RejectReason reason,
            final long retryAfterNs) {
        ReplyFlyweight.writeHeader(head, 0, clientRequestId, ReplyStatus.REJECTED, reason, 0, retryAfterNs / 1_000);
        final long sequence = client.link().offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, EMPTY, 0, 0);
        if (sequence == Link.FULL) {
            return false;
        }
        client.onAnswered();
        stats.count(ReplyStatus.REJECTED);
        return true;
    }

    /** Ends a request that is in no list any more with an outcome of the dispatcher's own. */
    void end(final int slot, final ReplyStatus status, final RejectReason reason, final long retryAfterNs) {
        ReplyFlyweight.writeHeader(
                head, 0, table.clientRequestId(slot), status, reason, table.attempt(slot), retryAfterNs / 1_000);
        // The request's own block is large enough for a reply without payload, should it have to wait.
        send(slot, table.block(slot), EMPTY, 0, 0);
        stats.count(status);
    }

    /**
     * Whether a worker's reply of that length could be brought to the client, now or later; if not, it must not be
     * accepted from the worker yet.
     */
    boolean canReturn(final int slot, final int payloadLength) {
        final int length = ReplyFlyweight.HEADER_LENGTH + payloadLength;
        if (length <= BlockPool.capacity(table.block(slot))) {
            return true;
        }
        final int block = pool.allocate(length);
        if (block == BlockPool.NONE) {
            return false;
        }
        pool.free(block);
        return true;
    }

    /** Ends a request that is in no list any more with a worker's reply, for which {@link #canReturn} was true. */
    void pass(final int slot, final ByteBuffer body, final int offset, final int length) {
        if (length > table.client(slot).link().messageBytesMax()) {
            endTooLarge(slot);
            return;
        }
        final ReplyStatus status = ReplyFlyweight.status(body, offset);
        ReplyFlyweight.writeHeader(
                head,
                0,
                table.clientRequestId(slot),
                status,
                ReplyFlyweight.reason(body, offset),
                table.attempt(slot),
                ReplyFlyweight.retryAfterUs(body, offset));
        send(
                slot,
                table.block(slot),
                body,
                offset + ReplyFlyweight.HEADER_LENGTH,
                length - ReplyFlyweight.HEADER_LENGTH);
        stats.count(status);
    }

    /** The handler has answered, but the client said that it takes nothing that large. */
    private void endTooLarge(final int slot) {
        ReplyFlyweight.writeHeader(
                head,
                0,
                table.clientRequestId(slot),
                ReplyStatus.APPLICATION_ERROR,
                RejectReason.NONE,
                table.attempt(slot),
                0);
        send(slot, table.block(slot), TOO_LARGE, 0, TOO_LARGE.limit());
        stats.count(ReplyStatus.APPLICATION_ERROR);
    }

    /** Forgets a request that is in no list any more, and whose client is gone. */
    void forget(final int slot) {
        deadlines.cancel(slot);
        table.client(slot).requests().remove(slot);
        pool.free(table.block(slot));
        table.release(slot);
    }

    private void send(final int slot, final int block, final ByteBuffer payload, final int offset, final int length) {
        final ClientSession client = table.client(slot);
        if (client.replies().isEmpty()
                && client.link().offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, payload, offset, length)
                        != Link.FULL) {
            onSent(slot, client);
            return;
        }
        keep(slot, block, payload, offset, length);
        deadlines.cancel(slot);
        table.onReplying(slot);
        client.replies().addLast(slot);
    }

    private void keep(
            final int slot, final int requestBlock, final ByteBuffer payload, final int offset, final int length) {
        final int total = ReplyFlyweight.HEADER_LENGTH + length;
        int block = requestBlock;
        if (total > BlockPool.capacity(requestBlock)) {
            block = pool.allocate(total);
            assert block != BlockPool.NONE : "looked at before";
            pool.free(requestBlock);
        }
        final ByteBuffer kept = pool.buffer(block);
        final int at = pool.offset(block);
        kept.put(at, head, 0, ReplyFlyweight.HEADER_LENGTH);
        kept.put(at + ReplyFlyweight.HEADER_LENGTH, payload, offset, length);
        table.setBlock(slot, block, total);
    }

    private void onSent(final int slot, final ClientSession client) {
        client.onAnswered();
        forget(slot);
    }

    /** There is room in the client's link again: sends replies that waited for it. */
    void onWritable(final ClientSession client) {
        while (!client.replies().isEmpty()) {
            final int slot = client.replies().first();
            final int block = table.block(slot);
            final long sequence = client.link()
                    .offer(MessageKind.REPLY, head, 0, pool.buffer(block), pool.offset(block), table.length(slot));
            if (sequence == Link.FULL) {
                return;
            }
            client.replies().remove(slot);
            onSent(slot, client);
        }
    }
}
