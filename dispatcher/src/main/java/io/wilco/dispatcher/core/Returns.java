package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.OpenMax;
import io.wilco.wire.PlacementVersion;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** The way back: each request leaves the dispatcher with exactly one reply, unless its client is gone. */
final class Returns {
    private static final ByteBuffer EMPTY = Bytes.heap(0);

    /** Short enough to fit, with its header, into the least block there is. */
    private static final ByteBuffer TOO_LARGE =
            Bytes.wrap("the reply is larger than the client takes".getBytes(StandardCharsets.UTF_8));

    /** Where a reply went. */
    enum Way {
        /** Into the client's link. */
        SENT,
        /** Into the request's block, until there is room in the link. */
        KEPT,
        /** Nowhere. */
        NO_ROOM
    }

    private final RequestTable table;
    private final BlockPool pool;
    private final DispatcherStats stats;
    private final ClientWindows windows;
    private IntConsumer onEnd = slot -> {};
    private final ByteBuffer head = Bytes.heap(ReplyFlyweight.HEADER_LENGTH);
    private final ByteBuffer moved = Bytes.heap(PlacementVersion.LENGTH);

    Returns(final RequestTable table, final BlockPool pool, final DispatcherStats stats, final ClientWindows windows) {
        this.table = table;
        this.pool = pool;
        this.stats = stats;
        this.windows = windows;
    }

    /** Tells of each request that ends, before it is forgotten. */
    void onEnd(final IntConsumer listener) {
        onEnd = listener;
    }

    DispatcherStats stats() {
        return stats;
    }

    /** Answers a request that never got a slot; false if there is no room for the answer. */
    boolean reject(
            final ClientSession client,
            final long clientRequestId,
            final RejectReason reason,
            final long retryAfterNs) {
        return reject(client, clientRequestId, reason, OpenMax.NONE, retryAfterNs);
    }

    /**
     * Answers a request that never got a slot; false if there is no room for the answer.
     *
     * @param openMax see {@link OpenMax}
     */
    boolean reject(
            final ClientSession client,
            final long clientRequestId,
            final RejectReason reason,
            final int openMax,
            final long retryAfterNs) {
        ReplyFlyweight.writeHeader(head, 0, clientRequestId, ReplyStatus.REJECTED, reason, 0, retryAfterNs / 1_000);
        ReplyFlyweight.setOpenMax(head, 0, openMax);
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
        if (status == ReplyStatus.REJECTED && table.mayHaveStarted(slot)) {
            // A rejection says that it was not executed.
            end(slot, ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE, 0);
            return;
        }
        writeHead(slot, status, reason, retryAfterNs / 1_000);
        final Way way = hand(slot, EMPTY, 0, 0);
        assert way != Way.NO_ROOM : "the request's own block holds a reply without payload";
        stats.count(status);
        settle(slot, way);
    }

    /** Refuses a request that is in no list any more, for its shard has moved; its client comes again by itself. */
    void endMoved(final int slot, final long version) {
        PlacementVersion.write(moved, 0, version);
        writeHead(slot, ReplyStatus.REJECTED, RejectReason.MOVED, 0);
        final Way way = hand(slot, moved, 0, PlacementVersion.LENGTH);
        assert way != Way.NO_ROOM : "the request's own block holds so short a payload";
        stats.count(ReplyStatus.REJECTED);
        settle(slot, way);
    }

    /**
     * Hands a worker's reply over to the client's link, or keeps it until there is room. The request stays in the list
     * it is in; {@link #settle} comes next, unless there was no room at all: then the reply is not to be accepted yet.
     */
    Way pass(final int slot, final ByteBuffer body, final int offset, final int length) {
        final boolean isTooLarge = length > table.client(slot).link().messageBytesMax();
        final ReplyStatus status = statusOf(slot, isTooLarge, ReplyFlyweight.status(body, offset));
        final boolean isRejected = status == ReplyStatus.REJECTED;
        writeHead(
                slot,
                status,
                isRejected ? ReplyFlyweight.reason(body, offset) : RejectReason.NONE,
                isRejected ? ReplyFlyweight.retryAfterUs(body, offset) : 0);
        final Way way = isTooLarge
                ? hand(slot, TOO_LARGE, 0, TOO_LARGE.limit())
                : hand(slot, body, offset + ReplyFlyweight.HEADER_LENGTH, length - ReplyFlyweight.HEADER_LENGTH);
        if (way != Way.NO_ROOM) {
            stats.count(status);
        }
        return way;
    }

    private ReplyStatus statusOf(final int slot, final boolean isTooLarge, final ReplyStatus said) {
        if (said == ReplyStatus.REJECTED && table.mayHaveStarted(slot)) {
            // This worker did not execute it, but an earlier one may have.
            return ReplyStatus.OUTCOME_UNKNOWN;
        }
        return isTooLarge ? ReplyStatus.APPLICATION_ERROR : said;
    }

    private void writeHead(
            final int slot, final ReplyStatus status, final RejectReason reason, final long retryAfterUs) {
        ReplyFlyweight.writeHeader(
                head, 0, table.clientRequestId(slot), status, reason, table.attempt(slot), retryAfterUs);
        ReplyFlyweight.setOpenMax(head, 0, windows.openMax(slot));
    }

    private Way hand(final int slot, final ByteBuffer payload, final int offset, final int length) {
        final ClientSession client = table.client(slot);
        // Those that wait for room are first.
        if (client.replies().isEmpty()
                && client.link().offer(MessageKind.REPLY, head, ReplyFlyweight.HEADER_LENGTH, payload, offset, length)
                        != Link.FULL) {
            return Way.SENT;
        }
        final int total = ReplyFlyweight.HEADER_LENGTH + length;
        int block = table.block(slot);
        if (total > BlockPool.capacity(block)) {
            block = pool.allocate(total);
            if (block == BlockPool.NONE) {
                return Way.NO_ROOM;
            }
            pool.free(table.block(slot));
        }
        final ByteBuffer kept = pool.buffer(block);
        final int at = pool.offset(block);
        kept.put(at, head, 0, ReplyFlyweight.HEADER_LENGTH);
        kept.put(at + ReplyFlyweight.HEADER_LENGTH, payload, offset, length);
        table.setBlock(slot, block, total);
        return Way.KEPT;
    }

    /** Ends a request that is in no list any more, whose reply went that way. */
    void settle(final int slot, final Way way) {
        onEnd.accept(slot);
        final ClientSession client = table.client(slot);
        if (way == Way.SENT) {
            onSent(slot, client);
        } else {
            table.onReplying(slot);
            client.replies().addLast(slot);
        }
    }

    private void onSent(final int slot, final ClientSession client) {
        client.onAnswered();
        release(slot);
    }

    /** Forgets a request that is in no list any more. */
    void forget(final int slot) {
        onEnd.accept(slot);
        release(slot);
    }

    private void release(final int slot) {
        table.client(slot).requests().remove(slot);
        pool.free(table.block(slot));
        table.release(slot);
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
