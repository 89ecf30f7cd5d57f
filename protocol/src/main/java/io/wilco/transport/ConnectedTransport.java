package io.wilco.transport;

import io.wilco.link.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket for each of few peers: a client's or worker's. Being connected, the kernel drops what others send,
 * and tells when nothing listens at the peer.
 */
public final class ConnectedTransport extends TrainTransport {
    /** An engine that talks to more peers is not one for this transport. */
    private static final int PEERS_MAX = 64;

    private final List<Peer> peers = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals();
    private @Nullable Selector selector;
    private volatile boolean isClosed;

    private static final class Peer {
        private final InetSocketAddress address;
        private final DatagramChannel channel;
        private boolean isUnreachable;

        Peer(final InetSocketAddress address, final DatagramChannel channel) {
            this.address = address;
            this.channel = channel;
        }
    }

    /** @param datagramBytesMax the longest that is sent */
    public ConnectedTransport(final int datagramBytesMax) {
        super(datagramBytesMax);
    }

    @Override
    public void register(final Selector selector) {
        this.selector = selector;
    }

    @Override
    public int receive(final long nowNs, final Engine engine, final int limit) {
        int count = 0;
        // By index: an engine may come to talk to another peer while it is told of a datagram.
        for (int i = 0; i < peers.size(); i++) {
            final Peer peer = peers.get(i);
            count += receive(nowNs, engine, limit, peer);
            if (peer.isUnreachable) {
                peer.isUnreachable = false;
                engine.onUnreachable(nowNs, peer.address);
                count++;
            }
        }
        return count;
    }

    private int receive(final long nowNs, final Engine engine, final int limit, final Peer peer) {
        int count = 0;
        while (count < limit) {
            try {
                if (peer.channel.read(arrivals.clear()) == 0) {
                    return count;
                }
            } catch (final PortUnreachableException e) {
                peer.isUnreachable = true;
                return count;
            } catch (final IOException e) {
                return count;
            }
            count += arrivals.deliver(nowNs, engine, peer.address);
        }
        return count;
    }

    @Override
    @Nullable
    DatagramChannel channelTo(final InetSocketAddress address) {
        final Peer peer = peerAt(address);
        return peer == null ? null : peer.channel;
    }

    @Override
    void onSendFailure(final InetSocketAddress address, final IOException failure) {
        final Peer peer = peerAt(address);
        if (peer != null && failure instanceof PortUnreachableException) {
            peer.isUnreachable = true;
            wakeSoon();
        }
        // Else no route, not permitted: as good as lost on the way.
    }

    @Override
    public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
        return isClosed ? null : super.claim(peer);
    }

    @Override
    public boolean flush() {
        return isClosed || super.flush();
    }

    /** The next select returns at once, so that the engine hears of the unreachable peer. */
    private void wakeSoon() {
        if (selector != null) {
            selector.wakeup();
        }
    }

    private @Nullable Peer peerAt(final InetSocketAddress address) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).address.equals(address)) {
                return peers.get(i);
            }
        }
        return open(address);
    }

    private @Nullable Peer open(final InetSocketAddress address) {
        if (selector == null || isClosed || peers.size() == PEERS_MAX) {
            return null;
        }
        try {
            final DatagramChannel channel = Sockets.open(address);
            try {
                attach(channel);
                channel.connect(address);
                channel.register(selector, SelectionKey.OP_READ);
            } catch (final IOException e) {
                Sockets.closeQuietly(channel);
                throw e;
            }
            final Peer peer = new Peer(address, channel);
            peers.add(peer);
            return peer;
        } catch (final ClosedChannelException e) {
            return null;
        } catch (final IOException e) {
            // No such network, no file descriptors: the peer cannot be reached now; the engine tries again.
            return null;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        for (final Peer peer : peers) {
            Sockets.closeQuietly(peer.channel);
        }
    }
}
