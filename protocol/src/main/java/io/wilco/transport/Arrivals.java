package io.wilco.transport;

import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What a socket gave: a datagram, or, where the system merges them ({@link Offload}), several, one behind the other.
 */
final class Arrivals {
    private final ByteBuffer bytes = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);
    private final ByteBuffer single = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);

    /** Empty, to be read into. */
    ByteBuffer clear() {
        return bytes.clear();
    }

    /**
     * Hands what was read to the engine. The system merges datagrams of one length, the last of them may be shorter: so
     * one that says a wrong length does not take those behind it along.
     *
     * @return how many datagrams that were
     */
    int deliver(final long nowNs, final Engine engine, final InetSocketAddress peer) {
        final int end = bytes.position();
        final int stride = DatagramHeader.lengthOfFirst(bytes, end);
        engine.onDatagram(nowNs, peer, bytes.position(0).limit(stride));
        bytes.clear();
        int count = 1;
        for (int at = stride; at < end; at += stride) {
            final int length = Math.min(stride, end - at);
            engine.onDatagram(
                    nowNs, peer, single.clear().put(0, bytes, at, length).limit(length));
            count++;
        }
        return count;
    }
}
