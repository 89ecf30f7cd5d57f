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
    static final class Received {
        private final long nowNs;
        private final byte[] bytes;

        Received(final long nowNs, final byte[] bytes) {
            this.nowNs = nowNs;
            this.bytes = bytes;
        }

        long nowNs() {
            return nowNs;
        }

        byte[] bytes() {
            return bytes;
        }

        int number() {
            return Bytes.wrap(bytes).getInt(0);
        }
    }

    private record Waiting(InetSocketAddress to, ByteBuffer datagram) {}

    final List<Received> received = new ArrayList<>();
    final List<Long> ticksNs = new ArrayList<>();
    final List<InetSocketAddress> unreachable = new ArrayList<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    long deadlineNs = Long.MAX_VALUE;
    boolean isEcho;

    void send(final InetSocketAddress to, final int number) {
        final byte[] bytes = new byte[100];
        Bytes.wrap(bytes).putInt(0, number);
        waiting.add(new Waiting(to, Bytes.wrap(bytes)));
    }

    List<Integer> numbers() {
        return received.stream().map(Received::number).toList();
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        final byte[] bytes = Bytes.copy(buffer, 0, buffer.limit());
        received.add(new Received(nowNs, bytes));
        if (isEcho) {
            waiting.add(new Waiting(peer, Bytes.wrap(bytes)));
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
            final ByteBuffer buffer = writer.claim(waiting.getFirst().to());
            if (buffer == null) {
                return false;
            }
            final Waiting next = waiting.remove();
            buffer.put(0, next.datagram(), 0, next.datagram().limit());
            writer.commit(next.to(), next.datagram().limit());
        }
        return true;
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        unreachable.add(peer);
    }
}
