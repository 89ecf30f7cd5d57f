package io.wilco.transport;

import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** One bound socket that talks to any peer: a dispatcher's. */
public final class ListeningTransport implements Transport {
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final ByteBuffer received = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);
    private final ByteBuffer claimed = Bytes.direct(Sockets.DATAGRAM_BYTES_MAX);
    private @Nullable InetSocketAddress unsentPeer;
    private volatile long sendErrors;

    /**
     * Binds.
     *
     * @param address port 0 takes any free one
     * @throws IOException if that is not possible, a {@link java.net.BindException} if the port is in use
     */
    public ListeningTransport(final InetSocketAddress address) throws IOException {
        channel = Sockets.open(address);
        try {
            channel.bind(address);
            this.address = (InetSocketAddress) channel.getLocalAddress();
        } catch (final IOException e) {
            Sockets.closeQuietly(channel);
            throw e;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Datagrams that the system refused to send. Any thread. */
    public long sendErrors() {
        return sendErrors;
    }

    @Override
    public void register(final Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public int receive(final long nowNs, final Engine engine, final int limit) {
        int count = 0;
        while (count < limit) {
            received.clear();
            final InetSocketAddress peer;
            try {
                peer = (InetSocketAddress) channel.receive(received);
            } catch (final IOException e) {
                // An ICMP error for something sent earlier, or the socket is closing: nothing was received.
                return count;
            }
            if (peer == null) {
                return count;
            }
            received.flip();
            engine.onDatagram(nowNs, peer, received);
            count++;
        }
        return count;
    }

    @Override
    public @Nullable ByteBuffer claim() {
        if (unsentPeer != null && !send(unsentPeer)) {
            return null;
        }
        return claimed.clear();
    }

    @Override
    public void commit(final InetSocketAddress peer, final int length) {
        claimed.position(0).limit(length);
        send(peer);
    }

    /** Sends what is claimed; keeps it for the next {@link #claim} if the socket's buffer is full. */
    private boolean send(final InetSocketAddress peer) {
        try {
            unsentPeer = channel.send(claimed, peer) == 0 ? peer : null;
        } catch (final IOException e) {
            // No route, not permitted: as good as lost on the way.
            countSendError();
            unsentPeer = null;
        }
        return unsentPeer == null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    private void countSendError() {
        sendErrors++;
    }

    @Override
    public void close() {
        Sockets.closeQuietly(channel);
    }
}
