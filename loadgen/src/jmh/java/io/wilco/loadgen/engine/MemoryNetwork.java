package io.wilco.loadgen.engine;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.link.LinkConfig;
import io.wilco.transport.EngineRunner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Engines on one thread, one after the other, and datagrams that stay in memory; none is lost. */
final class MemoryNetwork {
    static final InetSocketAddress CLIENT = address(1);
    static final InetSocketAddress DISPATCHER = address(2);
    static final InetSocketAddress WORKER = address(3);

    private static final int DATAGRAM_BYTES = LinkConfig.DEFAULT.datagramBytesMax();
    private static final int DATAGRAMS_MAX = 1 << 12;

    private final Map<InetSocketAddress, Host> hosts = new HashMap<>();
    private final List<Host> order = new ArrayList<>();

    /** What a socket would copy a datagram into: always the same memory, as there. */
    private final ByteBuffer received = buffer();

    private static InetSocketAddress address(final int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(DATAGRAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(final InetSocketAddress address, final Engine engine) {
        final Host host = new Host(address, engine);
        hosts.put(address, host);
        order.add(host);
    }

    /** How long that engine has run since this was last asked, in nanoseconds. */
    long takeSpentNs(final InetSocketAddress address) {
        final Host host = hosts.get(address);
        final long spentNs = host.spentNs;
        host.spentNs = 0;
        return spentNs;
    }

    /** Gives each engine a turn. */
    void cycle() {
        for (final Host host : order) {
            host.cycle();
        }
    }

    /** An engine, and the datagrams on their way to it. */
    private final class Host implements DatagramWriter {
        private final InetSocketAddress address;
        private final Engine engine;
        private final ByteBuffer[] datagrams = new ByteBuffer[DATAGRAMS_MAX];
        private final InetSocketAddress[] senders = new InetSocketAddress[DATAGRAMS_MAX];
        private final ByteBuffer written = buffer();
        private int first;
        private int count;
        private long spentNs;

        Host(final InetSocketAddress address, final Engine engine) {
            this.address = address;
            this.engine = engine;
            for (int i = 0; i < DATAGRAMS_MAX; i++) {
                datagrams[i] = buffer();
            }
        }

        void cycle() {
            final long nowNs = System.nanoTime();
            final int batch = Math.min(count, EngineRunner.batch(engine));
            long copyingNs = 0;
            for (int i = 0; i < batch; i++) {
                final long copyNs = System.nanoTime();
                final ByteBuffer datagram = datagrams[first];
                received.clear().put(datagram.rewind()).flip();
                copyingNs += System.nanoTime() - copyNs;
                engine.onDatagram(nowNs, senders[first], received);
                first = first + 1 & DATAGRAMS_MAX - 1;
            }
            count -= batch;
            engine.onTick(nowNs);
            engine.pollTransmit(nowNs, this);
            spentNs += System.nanoTime() - nowNs - copyingNs;
        }

        private void take(final InetSocketAddress sender, final ByteBuffer datagram, final int length) {
            if (count == DATAGRAMS_MAX) {
                throw new IllegalStateException("more datagrams under way than there is room for");
            }
            final int index = first + count & DATAGRAMS_MAX - 1;
            datagrams[index].clear().put(0, datagram, 0, length).limit(length);
            senders[index] = sender;
            count++;
        }

        @Override
        public ByteBuffer claim(final InetSocketAddress peer) {
            return written.clear();
        }

        @Override
        public void commit(final InetSocketAddress peer, final int length) {
            hosts.get(peer).take(address, written, length);
        }

        @Override
        public int segmentBytes() {
            return DATAGRAM_BYTES;
        }
    }
}
