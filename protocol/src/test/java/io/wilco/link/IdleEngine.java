package io.wilco.link;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Has nothing to do, and takes no notice of what arrives. */
public class IdleEngine implements Engine {
    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {}

    @Override
    public void onTick(final long nowNs) {}

    @Override
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return true;
    }
}
