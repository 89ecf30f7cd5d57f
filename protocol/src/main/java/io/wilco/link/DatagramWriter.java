package io.wilco.link;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where an engine writes its datagrams: a socket's, or a simulated network's. */
public interface DatagramWriter {
    /**
     * The buffer of the next datagram to {@code peer}, to be written from index 0, or null while the network takes no
     * more. Position and limit are meaningless; capacity is at least {@link LinkConfig#datagramBytesMax}.
     */
    @Nullable
    ByteBuffer claim(InetSocketAddress peer);

    /** Sends bytes {@code [0, length)} of the buffer claimed for {@code peer}. */
    void commit(InetSocketAddress peer, int length);

    /**
     * In bytes: several datagrams to one peer leave more cheaply if all but the last are of this length. 0 if that
     * makes no difference.
     */
    default int segmentBytes() {
        return 0;
    }
}
