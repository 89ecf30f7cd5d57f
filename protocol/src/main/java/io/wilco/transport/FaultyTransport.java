package io.wilco.transport;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A transport whose datagrams, coming and going, are lost, repeated and reordered, each by chance. */
final class FaultyTransport implements Transport {
    private final Transport transport;
    private final Faults faults;
    private final Lane outgoing;
    private final Lane incoming;

    /** One direction: passes datagrams on, or not, or twice, or after the next one. */
    private final class Lane {
        private final SplittableRandom random;
        private final ByteBuffer held = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);
        private @Nullable InetSocketAddress heldPeer;

        Lane(final long seed) {
            random = new SplittableRandom(seed);
        }

        boolean isLost() {
            return random.nextDouble() < faults.loss();
        }

        boolean isRepeated() {
            return random.nextDouble() < faults.duplicate();
        }

        boolean isHeld() {
            return heldPeer == null && random.nextDouble() < faults.reorder();
        }

        void hold(final InetSocketAddress peer, final ByteBuffer buffer, final int length) {
            held.clear().put(0, buffer, 0, length).limit(length);
            heldPeer = peer;
        }

        @Nullable
        InetSocketAddress release() {
            final InetSocketAddress peer = heldPeer;
            heldPeer = null;
            return peer;
        }
    }

    /** The engine, as the inner transport sees it. */
    private final class FaultyEngine implements Engine {
        private final Engine engine;

        FaultyEngine(final Engine engine) {
            this.engine = engine;
        }

        @Override
        public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
            if (incoming.isLost()) {
                return;
            }
            if (incoming.isHeld()) {
                incoming.hold(peer, buffer, buffer.limit());
                return;
            }
            engine.onDatagram(nowNs, peer, buffer);
            if (incoming.isRepeated()) {
                engine.onDatagram(nowNs, peer, buffer.position(0));
            }
            final InetSocketAddress heldPeer = incoming.release();
            if (heldPeer != null) {
                engine.onDatagram(nowNs, heldPeer, incoming.held.position(0));
            }
        }

        @Override
        public void onTick(final long nowNs) {
            throw new IllegalStateException("only the real engine ticks");
        }

        @Override
        public long nextDeadlineNs() {
            return engine.nextDeadlineNs();
        }

        @Override
        public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
            throw new IllegalStateException("only the real engine transmits");
        }

        @Override
        public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
            engine.onUnreachable(nowNs, peer);
        }

        @Override
        public long bytesInFlight() {
            return engine.bytesInFlight();
        }
    }

    private final ByteBuffer claimed = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);
    private @Nullable FaultyEngine engineSeen;

    FaultyTransport(final Transport transport, final Faults faults) {
        this.transport = transport;
        this.faults = faults;
        outgoing = new Lane(faults.seed());
        incoming = new Lane(faults.seed() + 1);
    }

    @Override
    public void register(final Selector selector) throws IOException {
        transport.register(selector);
    }

    @Override
    public int receive(final long nowNs, final Engine engine, final int limit) {
        if (engineSeen == null || engineSeen.engine != engine) {
            engineSeen = new FaultyEngine(engine);
        }
        return transport.receive(nowNs, engineSeen, limit);
    }

    @Override
    public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
        // Nothing is taken for which there would be no place.
        return transport.claim(peer) == null ? null : claimed.clear();
    }

    @Override
    public void commit(final InetSocketAddress peer, final int length) {
        if (outgoing.isLost()) {
            return;
        }
        if (outgoing.isHeld()) {
            outgoing.hold(peer, claimed, length);
            return;
        }
        final boolean isRepeated = outgoing.isRepeated();
        final InetSocketAddress heldPeer = outgoing.release();
        send(peer, claimed, length);
        if (isRepeated) {
            send(peer, claimed, length);
        }
        if (heldPeer != null) {
            send(heldPeer, outgoing.held, outgoing.held.limit());
        }
    }

    private void send(final InetSocketAddress peer, final ByteBuffer bytes, final int length) {
        final ByteBuffer buffer = transport.claim(peer);
        if (buffer != null) {
            buffer.put(0, bytes, 0, length);
            transport.commit(peer, length);
        }
    }

    @Override
    public int segmentBytes() {
        return transport.segmentBytes();
    }

    @Override
    public void trainMax(final int datagrams) {
        transport.trainMax(datagrams);
    }

    @Override
    public boolean flush() {
        return transport.flush();
    }

    @Override
    public void close() {
        transport.close();
    }
}
