package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In steady state the link allocates nothing for a message. */
class AllocationTest {
    private static final InetSocketAddress A = SimWorld.address(1, 1);
    private static final InetSocketAddress B = SimWorld.address(2, 2);

    /** What the JVM itself may allocate on this thread meanwhile: class loading, profiling, the measuring. */
    private static final long SLACK_BYTES = 64 * 1024;

    @ParameterizedTest(name = "{0} bytes, {1} outstanding, one of {2} datagrams lost")
    @CsvSource({"64, 1, 0", "64, 32, 0", "64, 32, 50", "5000, 4, 0", "5000, 4, 50"})
    void shouldAllocateNothingPerMessage(final int length, final int outstanding, final int lossPeriod) {
        // given
        final PingPong pingPong = new PingPong(length, lossPeriod);
        pingPong.start(outstanding);
        pingPong.run(30_000);

        // when
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        pingPong.run(20_000);
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;

        // then
        assertThat(pingPong.isBroken).isFalse();
        assertThat(allocated).isLessThan(SLACK_BYTES);
    }

    @Test
    void shouldAllocateNothingWhileIdle() {
        // given
        final PingPong pingPong = new PingPong(64, 0);
        pingPong.start(1);
        pingPong.run(1_000);
        pingPong.isStopped = true;
        pingPong.runIdle(600_000_000_000L);

        // when
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        pingPong.runIdle(600_000_000_000L);
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;

        // then
        assertThat(pingPong.isBroken).isFalse();
        assertThat(allocated).isLessThan(SLACK_BYTES);
    }

    /** Two endpoints that hand each other their datagrams, without a simulator, which would allocate. */
    private static final class PingPong implements LinkHandler {
        private static final int QUEUED_MAX = 4_096;

        private final Endpoint a;
        private final Endpoint b;
        private final Wire toA = new Wire();
        private final Wire toB = new Wire();
        private final ByteBuffer head = Bytes.heap(8);
        private final ByteBuffer body;
        private final int lossPeriod;
        private Link link;
        private long nowNs = 1_000_000_000L;
        private int received;
        private boolean isBroken;
        private boolean isStopped;

        PingPong(final int length, final int lossPeriod) {
            body = Bytes.heap(length);
            this.lossPeriod = lossPeriod;
            a = new Endpoint(LinkConfig.DEFAULT, this, new SplittableRandom(1), false, nowNs);
            b = new Endpoint(LinkConfig.DEFAULT, this, new SplittableRandom(2), true, nowNs);
            link = a.connect(nowNs, B);
        }

        void start(final int outstanding) {
            while (!link.isEstablished()) {
                cycle();
            }
            for (int i = 0; i < outstanding; i++) {
                link.offer(MessageKind.REQUEST, head, 0, body, 0, body.capacity());
            }
        }

        void run(final int messages) {
            received = 0;
            while (received < messages && !isBroken) {
                cycle();
            }
        }

        void runIdle(final long durationNs) {
            final long endNs = nowNs + durationNs;
            while (nowNs < endNs && !isBroken) {
                cycle();
                nowNs += 10_000_000L;
            }
        }

        private void cycle() {
            nowNs += 10_000;
            toA.deliver(nowNs, B, a);
            a.onTick(nowNs);
            isBroken |= !a.pollTransmit(nowNs, toB);
            a.nextDeadlineNs();
            toB.deliver(nowNs, A, b);
            b.onTick(nowNs);
            isBroken |= !b.pollTransmit(nowNs, toA);
            b.nextDeadlineNs();
        }

        @Override
        public void onEstablished(final Link established, final long timeNs) {}

        @Override
        public boolean onMessage(
                final Link from,
                final long timeNs,
                final int kind,
                final ByteBuffer buffer,
                final int offset,
                final int length) {
            received++;
            if (isStopped) {
                return true;
            }
            final int answer = kind == MessageKind.REQUEST ? MessageKind.REPLY : MessageKind.REQUEST;
            isBroken |= from.offer(answer, head, 0, buffer, offset, length) == Link.FULL;
            return true;
        }

        @Override
        public void onClosed(final Link closed, final long timeNs, final CloseReason reason, final String text) {
            isBroken = true;
        }

        /** One direction, with the buffers of all datagrams that can be under way. */
        private final class Wire implements DatagramWriter {
            private final ByteBuffer[] buffers = new ByteBuffer[QUEUED_MAX];
            private int count;
            private int sent;

            Wire() {
                for (int i = 0; i < QUEUED_MAX; i++) {
                    buffers[i] = Bytes.heap(1_408);
                }
            }

            @Override
            public ByteBuffer claim(final InetSocketAddress peer) {
                return buffers[count];
            }

            @Override
            public void commit(final InetSocketAddress peer, final int length) {
                sent++;
                if (lossPeriod == 0 || sent % lossPeriod != 0) {
                    buffers[count].clear().limit(length);
                    count++;
                }
            }

            void deliver(final long timeNs, final InetSocketAddress from, final Endpoint to) {
                for (int i = 0; i < count; i++) {
                    to.onDatagram(timeNs, from, buffers[i]);
                    buffers[i].clear();
                }
                count = 0;
            }
        }
    }
}
