package io.wilco.dispatcher.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Links to the other dispatchers that share the placement, for no other purpose than to know who is out of reach. A
 * wrong guess costs nothing but a term: what is decided by it is safe if the other one lives.
 */
final class PeerLinks {
    /** Out of reach for so long without a break: more than a restart of its process may take is not asked for. */
    private static final long GONE_AFTER_NS = 1_000_000_000L;

    private static final long PING_NS = 400_000_000L;
    private static final long RETRY_NS = 250_000_000L;

    private final Endpoint endpoint;
    private final IntConsumer onGone;
    private final List<Peer> peers = new ArrayList<>();

    /** One of the others. */
    private static final class Peer extends Fellow {
        private final int number;
        private InetSocketAddress address;
        private @Nullable Link link;
        private long lostNs;
        private long connectNs;
        private boolean isSettled;
        private long tellNs = Long.MIN_VALUE;

        Peer(final int number, final InetSocketAddress address, final long nowNs) {
            this.number = number;
            this.address = address;
            lostNs = nowNs;
            connectNs = nowNs;
        }

        /** When it is to be told that it is gone, for the first time or again. */
        long goneNs() {
            return Math.max(tellNs, lostNs + GONE_AFTER_NS);
        }

        @Override
        void onEstablished(final Link opened, final long nowNs) {
            isSettled = false;
            tellNs = Long.MIN_VALUE;
            opened.liveness().proveEvery(PING_NS);
        }

        @Override
        void onClosed(final Link closed, final long nowNs, final String text) {
            if (link == closed) {
                final boolean wasReached = closed.messageBytesMax() > 0;
                link = null;
                connectNs = nowNs + RETRY_NS;
                // The silence that ended it counts.
                lostNs = wasReached ? closed.liveness().heardNs() : lostNs;
            }
        }
    }

    /** @param onGone told of a dispatcher that is out of reach, again and again until that has been agreed on */
    PeerLinks(final Endpoint endpoint, final IntConsumer onGone) {
        this.endpoint = endpoint;
        this.onGone = onGone;
    }

    /** It was agreed on that one of the others is gone: not said again, even if that one says that it is not. */
    void onGoneAgreed(final int number) {
        for (final Peer peer : peers) {
            if (peer.number == number) {
                peer.isSettled = peer.link == null || !peer.link.isEstablished();
            }
        }
    }

    /** Where one of the others is reached. */
    void onAddress(final int number, final InetSocketAddress address, final long nowNs) {
        for (final Peer peer : peers) {
            if (peer.number == number) {
                if (!peer.address.equals(address)) {
                    peer.address = address;
                    peer.connectNs = nowNs;
                }
                return;
            }
        }
        peers.add(new Peer(number, address, nowNs));
    }

    void onTick(final long nowNs) {
        for (int i = 0; i < peers.size(); i++) {
            final Peer peer = peers.get(i);
            if (peer.link == null && nowNs >= peer.connectNs) {
                connect(peer, nowNs);
            }
            final boolean isReached = peer.link != null && peer.link.isEstablished();
            if (!isReached && !peer.isSettled && nowNs >= peer.goneNs()) {
                // What is proposed may be lost, above all when the one that is gone has led.
                peer.tellNs = nowNs + PlacementReporter.REPEAT_NS;
                onGone.accept(peer.number);
            }
        }
    }

    private void connect(final Peer peer, final long nowNs) {
        if (endpoint.hasRoom()) {
            peer.link = endpoint.connect(nowNs, peer.address);
            peer.link.attach(peer);
        } else {
            peer.connectNs = nowNs + RETRY_NS;
        }
    }

    /** How many have no link, and are to get one. */
    int missing() {
        int missing = 0;
        for (int i = 0; i < peers.size(); i++) {
            missing += peers.get(i).link == null ? 1 : 0;
        }
        return missing;
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        long deadlineNs = Long.MAX_VALUE;
        for (int i = 0; i < peers.size(); i++) {
            final Peer peer = peers.get(i);
            final boolean isReached = peer.link != null && peer.link.isEstablished();
            if (peer.link == null) {
                deadlineNs = Math.min(deadlineNs, peer.connectNs);
            }
            if (!isReached && !peer.isSettled) {
                deadlineNs = Math.min(deadlineNs, peer.goneNs());
            }
        }
        return deadlineNs;
    }
}
