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
     * Hands what was read to the engine.
     *
     * @return how many datagrams that were
     */
    int deliver(final long nowNs, final Engine engine, final InetSocketAddress peer) {
        final int end = bytes.position();
        int at = 0;
        int count = 0;
        do {
            final int length = DatagramHeader.lengthOfNext(bytes, at, end);
            if (at == 0) {
                engine.onDatagram(nowNs, peer, bytes.position(0).limit(length));
                bytes.clear();
            } else {
                engine.onDatagram(
                        nowNs, peer, single.clear().put(0, bytes, at, length).limit(length));
            }
            at += length;
            count++;
        } while (at < end);
        return count;
    }
}
