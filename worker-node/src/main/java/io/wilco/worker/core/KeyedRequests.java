package io.wilco.worker.core;

import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.Delivery;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.PlacementVersion;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which keyed requests this worker may execute: those of shards that it owns, and of those that must not be executed
 * twice only the ones that cannot have been executed before.
 */
final class KeyedRequests {
    private final Custody custody;
    private final ExecutionTable table;
    private final Replies replies;
    private final OnceTable once = new OnceTable();
    private final ByteBuffer scratch = Bytes.heap(PlacementVersion.LENGTH);
    private @Nullable KeyedWork admitted;

    /** What is to be done with a request. */
    enum Verdict {
        /** It is to be executed: {@link #admitted}. */
        TAKE,
        /** It has been answered, or will be. */
        SETTLED,
        /** There is no room for the answer: it has to come again. */
        NO_ROOM
    }

    KeyedRequests(final Custody custody, final ExecutionTable table, final Replies replies) {
        this.custody = custody;
        this.table = table;
        this.replies = replies;
    }

    /** What {@link Verdict#TAKE} was said of. */
    KeyedWork admitted() {
        return Objects.requireNonNull(admitted);
    }

    /** Looks at a valid keyed request for one of the services. */
    Verdict admit(
            final long nowNs,
            final Link link,
            final DispatcherLink dispatcher,
            final int service,
            final ByteBuffer body,
            final int offset,
            final long deadlineNs) {
        final long requestId = RequestFlyweight.requestId(body, offset);
        final int at = RequestFlyweight.keyedOffset(body, offset);
        final long client = KeyedFlyweight.client(body, at);
        final long sequence = KeyedFlyweight.sequence(body, at);
        final boolean isOnce = RequestFlyweight.delivery(body, offset) == Delivery.AT_MOST_ONCE && client != 0;
        if (isOnce) {
            once.onOpenFrom(client, KeyedFlyweight.openFrom(body, at));
            final OnceRecord known = once.find(client, sequence);
            if (known != null) {
                return repeat(known, KeyedFlyweight.copy(body, at), link, dispatcher, requestId);
            }
        }
        final int shard = KeyedFlyweight.shard(body, at);
        final long epoch = KeyedFlyweight.epoch(body, at);
        if (!custody.mayStart(service, shard, epoch, nowNs)) {
            return verdict(replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.NOT_OWNER));
        }
        if (isOnce && once.isOver(client, sequence)) {
            // Nobody waits for it any more; whether it was executed is forgotten.
            return verdict(replies.answer(link, dispatcher, requestId, ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE));
        }
        if (isOnce && epoch > KeyedFlyweight.version(body, at)) {
            // An owner before may have executed it: this one took over after the request had left first, or may have.
            PlacementVersion.write(scratch, 0, custody.seen());
            return verdict(
                    replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.MOVED, scratch));
        }
        final OnceRecord record =
                isOnce ? once.add(client, sequence, KeyedFlyweight.openFrom(body, at), deadlineNs, nowNs) : null;
        if (isOnce && record == null) {
            return verdict(replies.answer(link, dispatcher, requestId, ReplyStatus.REJECTED, RejectReason.WORKER_BUSY));
        }
        if (record != null) {
            record.onCopy(KeyedFlyweight.copy(body, at));
        }
        admitted = new KeyedWork(KeyedFlyweight.key(body, at), client, sequence, shard, epoch, record);
        return Verdict.TAKE;
    }

    private static Verdict verdict(final boolean isAnswered) {
        return isAnswered ? Verdict.SETTLED : Verdict.NO_ROOM;
    }

    /** A request that has been here: what it asks for is under way, or done. */
    private Verdict repeat(
            final OnceRecord record,
            final int copy,
            final Link link,
            final DispatcherLink dispatcher,
            final long requestId) {
        if (record.isDone()) {
            final byte[] reply = record.reply();
            return verdict(
                    reply == null
                            ? replies.answer(
                                    link, dispatcher, requestId, ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE)
                            : replies.answer(
                                    link,
                                    dispatcher,
                                    requestId,
                                    record.status(),
                                    RejectReason.NONE,
                                    Bytes.wrap(reply)));
        }
        if (copy < record.copy()) {
            // It took longer than one that was sent after it, for whose answer the client waits.
            return verdict(replies.answer(link, dispatcher, requestId, ReplyStatus.CANCELLED, RejectReason.NONE));
        }
        final int slot = record.slot();
        final Link before = table.link(slot);
        if (before != null && !before.isClosed()) {
            // Its client has turned to another dispatcher, and does not wait there any more.
            final DispatcherLink asked = (DispatcherLink) Objects.requireNonNull(before.attachment());
            if (!replies.leave(slot, before, asked)) {
                return Verdict.NO_ROOM;
            }
        }
        dispatcher.onReceived();
        record.onCopy(copy);
        table.setAsker(slot, link, requestId);
        return Verdict.SETTLED;
    }

    /** What was admitted has its place. */
    void onTaken(final int slot) {
        final KeyedWork work = admitted();
        table.setKeyed(slot, work);
        if (work.record() != null) {
            work.record().setSlot(slot);
        }
    }

    /** Whether it may be executed now; it may have waited. */
    boolean mayStart(final int slot, final long nowNs) {
        final KeyedWork work = table.keyed(slot);
        return work == null || custody.mayStart(table.service(slot), work.shard(), work.epoch(), nowNs);
    }

    /** Until when what may start now has to have begun; the greatest long if it has no key. */
    long beginByNs(final int slot) {
        final KeyedWork work = table.keyed(slot);
        return work == null ? Long.MAX_VALUE : custody.beginByNs(table.service(slot), work.shard());
    }

    void onStarted(final int slot) {
        final KeyedWork work = table.keyed(slot);
        if (work != null) {
            custody.onStarted(table.service(slot), work.shard());
        }
    }

    /** A handler has answered, or refused to begin. */
    void onEnded(
            final int slot,
            final ReplyStatus status,
            final ByteBuffer payload,
            final int offset,
            final int length,
            final long tookNs) {
        final KeyedWork work = table.keyed(slot);
        if (work == null) {
            return;
        }
        custody.onEnded(table.service(slot), work.shard(), tookNs);
        if (work.record() != null) {
            if (status.isFromHandler()) {
                once.onDone(work.record(), status, Bytes.copy(payload, offset, length));
            } else {
                once.remove(work.client(), work.sequence());
            }
        }
    }

    /** It is not executed after all, so it may come again. */
    void forget(final @Nullable KeyedWork work) {
        if (work != null && work.record() != null) {
            once.remove(work.client(), work.sequence());
        }
    }

    /** Whether it is to go on though nobody waits for it: its client may come for it through another dispatcher. */
    boolean outlivesLink(final int slot) {
        final KeyedWork work = table.keyed(slot);
        return work != null && work.record() != null;
    }
}
