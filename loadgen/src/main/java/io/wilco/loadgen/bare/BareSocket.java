package io.wilco.loadgen.bare;

import io.wilco.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * A socket with one open datagram, to which messages are added until it is full or the cycle ends. Connected to a peer,
 * or bound, and then its peer is who sent last.
 */
final class BareSocket implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

    private final DatagramChannel channel;
    private final boolean isConnected;
    private final ByteBuffer in = Bytes.direct(BareMessage.DATAGRAM_BYTES_MAX);
    private final ByteBuffer out = Bytes.direct(BareMessage.DATAGRAM_BYTES_MAX);
    private @Nullable SocketAddress peer;

    private BareSocket(final DatagramChannel channel, final boolean isConnected) {
        this.channel = channel;
        this.isConnected = isConnected;
    }

    static BareSocket bind(final InetSocketAddress address) throws IOException {
        final DatagramChannel channel = open();
        try {
            return new BareSocket(channel.bind(address), false);
        } catch (final IOException e) {
            channel.close();
            throw e;
        }
    }

    static BareSocket connect(final InetSocketAddress address) throws IOException {
        final DatagramChannel channel = open();
        try {
            return new BareSocket(channel.connect(address), true);
        } catch (final IOException e) {
            channel.close();
            throw e;
        }
    }

    private static DatagramChannel open() throws IOException {
        final DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        return channel;
    }

    void register(final Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** The next datagram that has arrived, from 0 to the limit; null if there is none. */
    @Nullable
    ByteBuffer receive() throws IOException {
        in.clear();
        if (isConnected) {
            try {
                return channel.read(in) == 0 ? null : in.flip();
            } catch (final PortUnreachableException e) {
                // Nobody there at present.
                return null;
            }
        }
        final SocketAddress sender = channel.receive(in);
        if (sender == null) {
            return null;
        }
        peer = sender;
        return in.flip();
    }

    /** Adds a message, a copy of so many bytes. */
    void add(final ByteBuffer message, final int offset, final int length) throws IOException {
        final int at = claim(length);
        out.put(at, message, offset, length);
    }

    /** Makes room for a message of so many bytes in {@link #out}; returns where. */
    int claim(final int length) throws IOException {
        if (length > out.remaining()) {
            flush();
        }
        final int at = out.position();
        out.position(at + length);
        return at;
    }

    /** The open datagram. */
    ByteBuffer out() {
        return out;
    }

    /** Sends what is open. */
    void flush() throws IOException {
        if (out.position() == 0) {
            return;
        }
        out.flip();
        if (isConnected) {
            try {
                channel.write(out);
            } catch (final PortUnreachableException e) {
                // Lost, like any other datagram.
                out.clear();
            }
        } else if (peer != null) {
            channel.send(out, peer);
        }
        out.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
