package io.wilco.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sees each datagram as it is sent, before any fault befalls it: for recording, and for losing chosen ones. */
@FunctionalInterface
public interface SimFilter {
    /**
     * A datagram is sent.
     *
     * @param nowNs the world's time
     * @param datagram its bytes from 0 to the limit, little-endian, readable during the call
     * @return whether it goes on its way; false loses it
     */
    boolean passes(long nowNs, InetSocketAddress from, InetSocketAddress to, ByteBuffer datagram);
}
