package io.wilco.link;

import io.wilco.sim.SimWorld;
import io.wilco.wire.CloseReason;
import io.wilco.wire.LoadReport;
import io.wilco.wire.MessageKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A host of the tests: an endpoint whose owner sends numbered messages, checks what arrives and notes the rest. */
final class Peer implements Engine, LinkHandler {
    /** A link's end, as the handler heard of it. */
    record Closed(Link link, CloseReason reason, String text, long worldNs) {}

    /** Decides about a message that arrived; may answer it. */
    interface Owner {
        boolean takes(Peer peer, Link link, int kind, long id, int length);
    }

    /** Takes everything, and answers nothing. */
    static final Owner SINK = (peer, link, kind, id, length) -> true;

    /** Answers each request by a reply of the same number and length, if there is room for it. */
    static final Owner ECHO = (peer, link, kind, id, length) -> {
        if (kind == MessageKind.REQUEST) {
            peer.send(link, MessageKind.REPLY, id, length);
        }
        return true;
    };

    private record Waiting(int kind, long id, int length) {}

    final InetSocketAddress address;
    final Endpoint endpoint;
    final List<Link> established = new ArrayList<>();
    final List<Closed> closed = new ArrayList<>();
    final List<Long> suspectedNs = new ArrayList<>();
    final List<Long> reportsReceived = new ArrayList<>();
    final Map<Long, Integer> deliveries = new HashMap<>();
    final Map<Long, Integer> replies = new HashMap<>();
    private final SimWorld world;
    private final long clockOffsetNs;
    private final Map<Link, ArrayDeque<Waiting>> waiting = new HashMap<>();
    Owner owner = SINK;
    int writables;

    /** Whether messages may arrive that no test sent: their bytes are not checked. */
    boolean isForging;

    Peer(
            final SimWorld world,
            final InetSocketAddress address,
            final LinkConfig config,
            final boolean isAccepting,
            final long clockOffsetNs) {
        this.world = world;
        this.address = address;
        this.clockOffsetNs = clockOffsetNs;
        final SplittableRandom random = world.newRandom();
        endpoint = new Endpoint(config, this, random, isAccepting, clockNs());
    }

    /** This host's time. */
    long clockNs() {
        return world.nowNs() + clockOffsetNs;
    }

    Link connect(final InetSocketAddress peer) {
        return endpoint.connect(clockNs(), peer);
    }

    /** Sends a message, or keeps it until the link is writable. */
    void send(final Link link, final int kind, final long id, final int length) {
        waiting.computeIfAbsent(link, key -> new ArrayDeque<>()).add(new Waiting(kind, id, length));
        sendWaiting(link);
    }

    private void sendWaiting(final Link link) {
        final ArrayDeque<Waiting> queue = waiting.get(link);
        while (queue != null && !queue.isEmpty()) {
            final Waiting next = queue.element();
            if (Messages.offer(link, next.kind(), next.id(), next.length()) == Link.FULL) {
                return;
            }
            queue.remove();
        }
    }

    int waiting(final Link link) {
        final ArrayDeque<Waiting> queue = waiting.get(link);
        return queue == null ? 0 : queue.size();
    }

    /** How the last link ended. */
    CloseReason closeReason() {
        return closed.get(closed.size() - 1).reason();
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
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        endpoint.onUnreachable(nowNs, peer);
    }

    @Override
    public void onEstablished(final Link link, final long nowNs) {
        established.add(link);
    }

    @Override
    public boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        final long id = isForging ? 0 : Messages.checked(body, offset, length);
        if (!owner.takes(this, link, kind, id, length)) {
            return false;
        }
        (kind == MessageKind.REPLY ? replies : deliveries).merge(id, 1, Integer::sum);
        return true;
    }

    @Override
    public void onLoadReport(final Link link, final long nowNs, final LoadReport report) {
        reportsReceived.add(report.received);
    }

    @Override
    public void onWritable(final Link link, final long nowNs) {
        writables++;
        sendWaiting(link);
    }

    @Override
    public void onSuspect(final Link link, final long nowNs) {
        suspectedNs.add(world.nowNs());
    }

    @Override
    public void onClosed(final Link link, final long nowNs, final CloseReason reason, final String text) {
        closed.add(new Closed(link, reason, text, world.nowNs()));
    }
}
