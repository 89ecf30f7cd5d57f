package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.link.LinkConfig;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the dispatcher's engine allocates while requests pass through it, counted around its own calls alone. */
class AllocationTest {
    private static final InetSocketAddress CLIENT = SimWorld.address(2, 1);
    private static final InetSocketAddress WORKER = SimWorld.address(3, 1);
    private static final long STEP_NS = 10_000;
    private static final int OUTSTANDING = 256;
    private static final int WARM_UP = 30_000;
    private static final int MEASURED = 50_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Wire toDispatcher = new Wire();
    private final Wire fromDispatcher = new Wire();
    private final DispatcherEngine dispatcher =
            new DispatcherEngine(DispatcherConfig.DEFAULT, new DispatcherListener() {}, new SplittableRandom(1), 0);
    private final TestClient client = new TestClient(LinkConfig.DEFAULT, Rig.DISPATCHER, 0);
    private final TestWorker worker =
            new TestWorker(LinkConfig.DEFAULT, Rig.DISPATCHER, 0, "w1", OUTSTANDING, "echo").echoing();
    private long nowNs;
    private long allocated;
    private long asked;

    /** Datagrams under way, in memory taken beforehand; keeps with each the address of the other end. */
    private static final class Wire implements DatagramWriter {
        private static final int DATAGRAMS_MAX = 4_096;

        private final ByteBuffer[] buffers = new ByteBuffer[DATAGRAMS_MAX];
        private final InetSocketAddress[] peers = new InetSocketAddress[DATAGRAMS_MAX];
        private int count;

        /** Whose datagrams these are; null if the address given with each one is kept. */
        private @Nullable InetSocketAddress sender;

        Wire() {
            for (int i = 0; i < DATAGRAMS_MAX; i++) {
                buffers[i] = Bytes.heap(2_048);
            }
        }

        @Override
        public ByteBuffer claim(final InetSocketAddress peer) {
            return buffers[count].clear();
        }

        @Override
        public void commit(final InetSocketAddress peer, final int length) {
            buffers[count].position(0).limit(length);
            peers[count] = sender == null ? peer : sender;
            count++;
        }
    }

    @Test
    void shouldAllocateNothingForARequest() {
        while (client.answers.size() < WARM_UP) {
            cycle();
        }
        allocated = 0;
        final int before = client.answers.size();
        while (client.answers.size() < before + MEASURED) {
            cycle();
        }

        final double bytesPerRequest = (double) allocated / (client.answers.size() - before);
        assertThat(bytesPerRequest).as("bytes allocated per request").isLessThan(1);
        assertThat(dispatcher.snapshot(nowNs).ok()).isGreaterThan(MEASURED);
    }

    private void cycle() {
        nowNs += STEP_NS;
        while (client.isEstablished && worker.isRegistered && asked - client.answers.size() < OUTSTANDING) {
            client.request("echo", Rig.SECOND);
            asked++;
        }
        transmit(client, CLIENT);
        transmit(worker, WORKER);

        final long thread = Thread.currentThread().getId();
        final long bytesBefore = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < toDispatcher.count; i++) {
            dispatcher.onDatagram(nowNs, toDispatcher.peers[i], toDispatcher.buffers[i]);
        }
        dispatcher.onTick(nowNs);
        dispatcher.pollTransmit(nowNs, fromDispatcher);
        allocated += threads.getThreadAllocatedBytes(thread) - bytesBefore;

        toDispatcher.count = 0;
        for (int i = 0; i < fromDispatcher.count; i++) {
            final Engine to = fromDispatcher.peers[i].equals(CLIENT) ? client : worker;
            to.onDatagram(nowNs, Rig.DISPATCHER, fromDispatcher.buffers[i]);
        }
        fromDispatcher.count = 0;
    }

    private void transmit(final Engine engine, final InetSocketAddress sender) {
        toDispatcher.sender = sender;
        engine.onTick(nowNs);
        engine.pollTransmit(nowNs, toDispatcher);
    }
}
