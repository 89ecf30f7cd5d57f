package io.wilco.loadgen.bare;

import io.wilco.transport.Spinning;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: so many messages are on their way at all times. There is nothing below that would repeat a lost one,
 * so it is sent again here after a second.
 */
public final class BareGenerator implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long RESEND_AFTER_NS = SECOND_NS;
    private static final long LOOK_EVERY_NS = SECOND_NS / 10;
    private static final int SLOT_BITS = 20;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    /** Most messages on their way. */
    public static final int OUTSTANDING_MAX = 1 << SLOT_BITS;

    private final BareSocket socket;
    private final BareLoop loop;
    private final Settings settings;
    private final long[] sentNs;
    private final long[] generations;
    private final Histogram latency = new Histogram(60 * SECOND_NS, 3);
    private long received;
    private long resent;
    private long lookedNs;

    /**
     * What to send.
     *
     * @param outstanding 1 to {@link #OUTSTANDING_MAX}
     * @param payloadBytes 0 to what one datagram holds
     */
    public record Settings(int outstanding, int payloadBytes, long warmupNs, long durationNs) {
        /** @throws IllegalArgumentException with a message fit for the user */
        public Settings {
            if (outstanding < 1 || outstanding > OUTSTANDING_MAX) {
                throw new IllegalArgumentException("--outstanding " + outstanding + " is not in 1.." + OUTSTANDING_MAX);
            }
            if (payloadBytes < 0 || payloadBytes > BareMessage.PAYLOAD_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "--payload " + payloadBytes + " is not in 0.." + BareMessage.PAYLOAD_BYTES_MAX);
            }
            if (durationNs <= 0) {
                throw new IllegalArgumentException("--duration must be more than 0");
            }
        }
    }

    /**
     * What was measured after the warm-up.
     *
     * @param received replies
     * @param resent messages sent again; those of the warm-up included
     * @param latency in nanoseconds
     */
    public record Result(long received, long resent, double durationS, Histogram latency) {
        /** Replies a second. */
        public double throughputPerS() {
            return received / durationS;
        }
    }

    /** @throws IOException if the system gives no socket */
    public BareGenerator(final InetSocketAddress to, final Settings settings) throws IOException {
        this.settings = settings;
        socket = BareSocket.connect(to);
        loop = new BareLoop(Spinning.atTheEnd(), socket);
        sentNs = new long[settings.outstanding()];
        generations = new long[settings.outstanding()];
    }

    /** Runs for the warm-up and the duration, without waiting for what is on its way then. */
    public Result run() throws IOException {
        final long beginNs = System.nanoTime();
        for (int slot = 0; slot < settings.outstanding(); slot++) {
            send(slot, beginNs);
        }
        socket.flush();
        lookedNs = beginNs;
        final long measureNs = beginNs + settings.warmupNs();
        runUntil(measureNs);
        received = 0;
        latency.reset();
        final long measuredNs = System.nanoTime();
        runUntil(measuredNs + settings.durationNs());
        return new Result(received, resent, (System.nanoTime() - measuredNs) / (double) SECOND_NS, latency);
    }

    private void runUntil(final long endNs) throws IOException {
        loop.run(nowNs -> nowNs < endNs ? cycle(nowNs) : -1);
    }

    private int cycle(final long nowNs) throws IOException {
        int datagrams = 0;
        while (datagrams < BareLoop.RECEIVE_LIMIT) {
            final ByteBuffer datagram = socket.receive();
            if (datagram == null) {
                break;
            }
            datagrams++;
            onDatagram(datagram, System.nanoTime());
        }
        if (nowNs - lookedNs >= LOOK_EVERY_NS) {
            lookedNs = nowNs;
            resendLost(nowNs);
        }
        socket.flush();
        return datagrams;
    }

    private void onDatagram(final ByteBuffer datagram, final long nowNs) throws IOException {
        int offset = 0;
        for (int length = BareMessage.length(datagram, offset);
                length > 0;
                length = BareMessage.length(datagram, offset)) {
            final long id = datagram.getLong(offset + BareMessage.ID_OFFSET);
            final int slot = (int) id & SLOT_MASK;
            if (slot < sentNs.length && generations[slot] == id >>> SLOT_BITS) {
                latency.recordValue(Math.max(0, nowNs - sentNs[slot]));
                received++;
                send(slot, nowNs);
            }
            offset += length;
        }
    }

    private void send(final int slot, final long nowNs) throws IOException {
        sentNs[slot] = nowNs;
        generations[slot]++;
        final int length = BareMessage.PAYLOAD_OFFSET + settings.payloadBytes();
        final int at = socket.claim(length);
        final ByteBuffer out = socket.out();
        out.putShort(at + BareMessage.LENGTH_OFFSET, (short) length);
        out.putLong(at + BareMessage.ID_OFFSET, generations[slot] << SLOT_BITS | slot);
    }

    private void resendLost(final long nowNs) throws IOException {
        for (int slot = 0; slot < sentNs.length; slot++) {
            if (nowNs - sentNs[slot] > RESEND_AFTER_NS) {
                resent++;
                send(slot, nowNs);
            }
        }
    }

    @Override
    public void close() throws IOException {
        loop.close();
        socket.close();
    }
}
