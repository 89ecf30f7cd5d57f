package io.wilco.loadgen.cluster;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** An engine whose cycles are counted: one that wakes up for nothing is found out. */
final class CountedEngine implements Engine {
    private final Engine engine;
    private long cycles;

    CountedEngine(final Engine engine) {
        this.engine = engine;
    }

    /** How often it was given a turn. */
    long cycles() {
        return cycles;
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        engine.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onTick(final long nowNs) {
        cycles++;
        engine.onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return engine.nextDeadlineNs();
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return engine.pollTransmit(nowNs, writer);
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        engine.onUnreachable(nowNs, peer);
    }
}
