package io.wilco.client.core;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.link.LinkHandler;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.HereFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/** A dispatcher that answers requests by itself, and counts what it was sent. */
final class FakeDispatcher implements Engine, LinkHandler {
    /** Where it says that it is; null for one that is too old to understand the question. */
    String zone;

    /** Keeps requests instead of answering them, until {@link #answerAll}. */
    boolean isHolding;

    /** Refuses every request. */
    boolean isFull;

    int requests;
    int questions;
    int linksAccepted;
    private final Endpoint endpoint;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();

    FakeDispatcher(final String zone, final long seed, final long nowNs) {
        this.zone = zone;
        endpoint = new Endpoint(LinkConfig.DEFAULT, this, new SplittableRandom(seed), true, nowNs);
    }

    int links() {
        return endpoint.linkCount();
    }

    void answerAll() {
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        if (kind == MessageKind.WHERE) {
            questions++;
            if (zone != null) {
                final ByteBuffer here = Bytes.heap(HereFlyweight.LENGTH_MAX);
                link.offer(MessageKind.HERE, here, HereFlyweight.write(here, 0, zone), here, 0, 0);
            }
        } else if (kind == MessageKind.REQUEST) {
            requests++;
            final long id = RequestFlyweight.requestId(body, offset);
            held.add(() -> answer(link, id));
            if (!isHolding) {
                answerAll();
            }
        }
        return true;
    }

    private void answer(final Link link, final long id) {
        final ByteBuffer reply = Bytes.heap(ReplyFlyweight.HEADER_LENGTH);
        ReplyFlyweight.writeHeader(
                reply,
                0,
                id,
                isFull ? ReplyStatus.REJECTED : ReplyStatus.OK,
                isFull ? RejectReason.QUEUE_FULL : RejectReason.NONE,
                1,
                0);
        link.offer(MessageKind.REPLY, reply, ReplyFlyweight.HEADER_LENGTH, reply, 0, 0);
    }

    @Override
    public void onEstablished(final Link link, final long nowNs) {
        linksAccepted++;
    }

    @Override
    public void onClosed(final Link link, final long nowNs, final CloseReason reason, final String text) {
        // Its endpoint counts the links.
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        endpoint.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onTick(final long nowNs) {
        endpoint.onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return endpoint.nextDeadlineNs();
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return endpoint.pollTransmit(nowNs, writer);
    }
}
