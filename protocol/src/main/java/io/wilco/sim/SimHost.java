package io.wilco.sim;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.link.LinkConfig;
import io.wilco.wire.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A process: an engine, what waits for it to run, and the duty cycle that a real process gives it. */
final class SimHost implements DatagramWriter {
    /** Datagrams and actions taken in one cycle; the rest waits for the next, at the same time. */
    private static final int BATCH_MAX = 64;

    /** More in one call to {@code pollTransmit}: the engine will never stop. */
    private static final int TRANSMIT_MAX = 1 << 20;

    private static final int SEGMENT_BYTES = LinkConfig.DEFAULT.datagramBytesMax();

    private final SimWorld world;
    private final InetSocketAddress address;
    private final Engine engine;
    private final long clockOffsetNs;
    private final ByteBuffer buffer = Bytes.heap(1 << 16);
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private boolean isDown;
    private long pausedUntilNs = Long.MIN_VALUE;
    private long blockedUntilNs = Long.MIN_VALUE;
    private long deadlineNs;
    private int transmitted;
    private long cyclesAtNs;
    private long cycles;

    /** Of the world: whether this host runs at this instant, and the time of its earliest wake-up. */
    boolean isTouched;

    long armedNs = Long.MAX_VALUE;

    SimHost(final SimWorld world, final InetSocketAddress address, final Engine engine, final long clockOffsetNs) {
        this.world = world;
        this.address = address;
        this.engine = engine;
        this.clockOffsetNs = clockOffsetNs;
        this.deadlineNs = world.nowNs();
    }

    InetSocketAddress address() {
        return address;
    }

    Engine engine() {
        return engine;
    }

    /** The host's own clock. */
    long clockNs() {
        return world.nowNs() + clockOffsetNs;
    }

    void onDatagram(final InetSocketAddress from, final byte[] bytes) {
        inbox.add(() -> engine.onDatagram(clockNs(), from, Bytes.wrap(bytes)));
    }

    void onUnreachable(final InetSocketAddress peer) {
        inbox.add(() -> engine.onUnreachable(clockNs(), peer));
    }

    void onAction(final Runnable action) {
        inbox.add(action);
    }

    void pauseUntil(final long timeNs) {
        pausedUntilNs = Math.max(pausedUntilNs, timeNs);
    }

    void blockSendingUntil(final long timeNs) {
        blockedUntilNs = Math.max(blockedUntilNs, timeNs);
    }

    void shutDown() {
        isDown = true;
        inbox.clear();
    }

    boolean isDown() {
        return isDown;
    }

    /** When this host is next to run if nothing arrives; in the world's time, never past. */
    long wakeNs() {
        final long wantedNs = inbox.isEmpty() ? deadlineNs : world.nowNs();
        return Math.max(Math.max(wantedNs, pausedUntilNs), world.nowNs());
    }

    /** One duty cycle, unless the process is paused. */
    void run() {
        final long nowNs = world.nowNs();
        if (isDown || nowNs < pausedUntilNs) {
            return;
        }
        countCycle(nowNs);
        for (int i = 0; i < BATCH_MAX && !isDown; i++) {
            final Runnable next = inbox.poll();
            if (next == null) {
                break;
            }
            next.run();
        }
        if (isDown) {
            return;
        }
        engine.onTick(clockNs());
        transmitted = 0;
        final boolean isAllSent = engine.pollTransmit(clockNs(), this);
        if (isAllSent) {
            askDeadline();
        } else if (nowNs >= blockedUntilNs) {
            throw new IllegalStateException(this + " says that the network took no more, but it took all");
        } else {
            // A real process blocks until the socket is writable, or its engine wants to run.
            askDeadline();
            deadlineNs = Math.max(deadlineNs, blockedUntilNs);
        }
    }

    /** Asks the engine again when it is to run: something outside of its cycle may have changed it. */
    void askDeadline() {
        final long engineNs = engine.nextDeadlineNs();
        final boolean isBounded = engineNs != Long.MAX_VALUE && engineNs != Long.MIN_VALUE;
        deadlineNs = isBounded ? engineNs - clockOffsetNs : engineNs;
    }

    private void countCycle(final long nowNs) {
        cycles = nowNs == cyclesAtNs ? cycles + 1 : 1;
        cyclesAtNs = nowNs;
        if (cycles > world.cyclesPerInstantMax()) {
            throw new IllegalStateException(
                    "livelock: " + this + " ran " + cycles + " cycles at one instant; its next deadline is "
                            + engine.nextDeadlineNs() + ", its clock " + clockNs());
        }
    }

    @Override
    public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
        return world.nowNs() < blockedUntilNs ? null : buffer;
    }

    @Override
    public void commit(final InetSocketAddress peer, final int length) {
        transmitted++;
        if (transmitted > TRANSMIT_MAX) {
            throw new IllegalStateException("livelock: " + this + " wrote " + transmitted
                    + " datagrams in one cycle, the last of " + length + " bytes to " + peer);
        }
        world.network().send(address, peer, buffer, length);
    }

    /** Some systems send datagrams of one length more cheaply, others do not care. */
    @Override
    public int segmentBytes() {
        final byte[] bytes = address.getAddress().getAddress();
        return bytes[bytes.length - 1] % 2 == 0 ? SEGMENT_BYTES : 0;
    }

    @Override
    public String toString() {
        return "host " + address.getHostString() + ":" + address.getPort() + " at " + world.nowNs() + " ns";
    }
}
