package io.wilco.client.core;

import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.link.TimerWheel;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.KeyedFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;

/** The way out: calls that wait, in their order, for a link with room and credit. */
final class Outbox {
    private final Connector connector;
    private final CallTable calls;
    private final KeyedCalls keyed;
    private final BlockPool pool;
    private final TimerWheel deadlines;
    private final ByteBuffer head = Bytes.heap(LinkConfig.MESSAGE_HEADER_BYTES_MAX);

    Outbox(
            final Connector connector,
            final CallTable calls,
            final KeyedCalls keyed,
            final BlockPool pool,
            final TimerWheel deadlines) {
        this.connector = connector;
        this.calls = calls;
        this.keyed = keyed;
        this.pool = pool;
        this.deadlines = deadlines;
    }

    /** Sends what can be sent. */
    void run(final long nowNs) {
        int slot = calls.firstWaiting();
        while (slot != CallTable.NONE && offer(slot, nowNs)) {
            slot = calls.firstWaiting();
        }
    }

    /** Whether calls wait for a link that would take them. */
    boolean isForgotten() {
        final Link link = connector.usable();
        return calls.firstWaiting() != CallTable.NONE && link != null && !link.isBlocked();
    }

    /** Gives a waiting call to the link; false if it goes on waiting. */
    private boolean offer(final int slot, final long nowNs) {
        final Link link = connector.usable();
        if (link == null || link.requestCredit() == 0) {
            return false;
        }
        final int bodyLength = calls.bodyLength(slot);
        if (RequestFlyweight.HEADER_LENGTH + bodyLength > link.messageBytesMax()) {
            // Told by the deadline's timer, which is due at once: the caller may still be in call().
            calls.onTooLarge(slot);
            deadlines.schedule(slot, nowNs);
            return true;
        }
        final CallOptions options = calls.options(slot);
        RequestFlyweight.writeHeader(
                head,
                0,
                calls.nextOffer(slot),
                (calls.deadlineNs(slot) - nowNs) / 1_000,
                options.flags(),
                options.attemptsBefore() + calls.attempt(slot),
                calls.serviceLength(slot));
        final int block = calls.block(slot);
        if (keyed.has(slot)) {
            final int at = pool.offset(block) + calls.serviceLength(slot);
            keyed.write(slot, pool.buffer(block), at);
            KeyedFlyweight.setCopy(pool.buffer(block), at, calls.attempt(slot));
        }
        final long sequence = link.offer(
                MessageKind.REQUEST,
                head,
                RequestFlyweight.HEADER_LENGTH,
                pool.buffer(block),
                pool.offset(block),
                bodyLength);
        if (sequence == Link.FULL) {
            return false;
        }
        calls.onOffered(slot, link, sequence);
        final Route route = Route.of(link);
        if (route != null) {
            route.onOffered();
        }
        return true;
    }

    /** Tells whoever has the request that its reply is not wanted any more. */
    void cancel(final int slot) {
        final Link link = calls.link(slot);
        if (link != null) {
            CancelFlyweight.write(head, 0, calls.offer(slot));
            // Without room the cancel is dropped: the reply will come and be ignored.
            link.offer(MessageKind.CANCEL, head, CancelFlyweight.LENGTH, head, 0, 0);
        }
    }
}
