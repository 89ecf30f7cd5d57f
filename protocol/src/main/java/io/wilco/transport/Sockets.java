package io.wilco.transport;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Opens UDP sockets the way all of Wilco uses them: non-blocking, with large buffers. */
final class Sockets {
    /** Holds what arrives while the process does not run; the system may grant less. */
    static final int BUFFER_BYTES = 4 * 1024 * 1024;

    /** As large as a datagram can be, so that an overlong one is seen for what it is. */
    static final int DATAGRAM_BYTES_MAX = 65_536;

    private Sockets() {}

    static DatagramChannel open(final InetSocketAddress address) throws IOException {
        final boolean isV6 = address.getAddress() instanceof Inet6Address;
        final DatagramChannel channel =
                DatagramChannel.open(isV6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        Offload.merge(channel);
        return channel;
    }

    static void closeQuietly(final AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (final Exception e) {
            // Nothing is owed to anyone any more.
        }
    }
}
