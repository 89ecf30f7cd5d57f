package io.wilco.dispatcher.core;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.link.Link;
import io.wilco.link.LinkConfig;
import io.wilco.link.LinkHandler;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/** What the tests' clients and workers have in common: one link to the dispatcher, and messages that wait for room. */
abstract class Peer implements Engine, LinkHandler {
    private static final int BODY_BYTES_MAX = 1 << 17;

    private record Message(int kind, ByteBuffer body) {}

    final Endpoint endpoint;
    final Link link;
    boolean isEstablished;
    CloseReason closeReason;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private final ByteBuffer scratch = Bytes.heap(BODY_BYTES_MAX);

    Peer(final LinkConfig config, final InetSocketAddress dispatcher, final long nowNs) {
        endpoint = new Endpoint(config, this, new SplittableRandom(dispatcher.hashCode() + nowNs), false, nowNs);
        link = endpoint.connect(nowNs, dispatcher);
    }

    boolean isClosed() {
        return closeReason != null;
    }

    /** A buffer to write a body into, from 0. */
    ByteBuffer scratch() {
        return scratch;
    }

    /** Sends the first bytes of {@link #scratch}, now or when there is room. */
    void send(final int kind, final int length) {
        waiting.add(new Message(kind, Bytes.wrap(Bytes.copy(scratch, 0, length))));
        flush();
    }

    private void flush() {
        while (!waiting.isEmpty()) {
            final Message next = waiting.element();
            if (link.offer(
                            next.kind(),
                            next.body(),
                            0,
                            next.body(),
                            0,
                            next.body().limit())
                    == Link.FULL) {
                return;
            }
            waiting.remove();
        }
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

    @Override
    public void onEstablished(final Link established, final long nowNs) {
        isEstablished = true;
        flush();
    }

    @Override
    public void onWritable(final Link writable, final long nowNs) {
        flush();
    }

    @Override
    public void onClosed(final Link closed, final long nowNs, final CloseReason reason, final String text) {
        closeReason = reason;
    }
}
