package io.wilco.sim;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** An engine that sends what it is given, notes what it gets, and wakes when it is told. */
final class Recorder implements Engine {
    record Received(long nowNs, InetSocketAddress from, byte[] bytes) {
        int number() {
            return Bytes.wrap(bytes).getInt(0);
        }
    }

    private record Waiting(InetSocketAddress to, byte[] bytes) {}

    final List<Received> received = new ArrayList<>();
    final List<Long> ticksNs = new ArrayList<>();
    final List<InetSocketAddress> unreachable = new ArrayList<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    long deadlineNs = Long.MAX_VALUE;
    boolean isEcho;

    void send(final InetSocketAddress to, final int number) {
        final byte[] bytes = new byte[100];
        Bytes.wrap(bytes).putInt(0, number);
        waiting.add(new Waiting(to, bytes));
    }

    List<Integer> numbers() {
        return received.stream().map(Received::number).toList();
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        final byte[] bytes = Bytes.copy(buffer, 0, buffer.limit());
        received.add(new Received(nowNs, peer, bytes));
        if (isEcho) {
            waiting.add(new Waiting(peer, bytes));
        }
    }

    @Override
    public void onTick(final long nowNs) {
        ticksNs.add(nowNs);
        if (nowNs >= deadlineNs) {
            deadlineNs = Long.MAX_VALUE;
        }
    }

    @Override
    public long nextDeadlineNs() {
        return waiting.isEmpty() ? deadlineNs : Long.MIN_VALUE;
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        while (!waiting.isEmpty()) {
            final ByteBuffer buffer = writer.claim();
            if (buffer == null) {
                return false;
            }
            final Waiting next = waiting.remove();
            buffer.put(0, next.bytes());
            writer.commit(next.to(), next.bytes().length);
        }
        return true;
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        unreachable.add(peer);
    }
}
