package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.FollowedCouncil;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other dispatchers that share the placement: those that decide with this one, that follow it, that it follows. */
final class Fellows {
    private final Council council;
    private final Endpoint endpoint;
    private final PeerLinks peers;
    private final Followers followers;
    private final @Nullable Following following;

    Fellows(
            final Council council,
            final Endpoint endpoint,
            final ServiceTable services,
            final DispatcherListener listener,
            final PlacementReporter reporter,
            final long nowNs) {
        this.council = council;
        this.endpoint = endpoint;
        peers = new PeerLinks(endpoint, reporter::onPeerGone);
        followers = new Followers(council, services, reporter, nowNs);
        following =
                council instanceof FollowedCouncil followed ? new Following(followed, endpoint, listener, nowNs) : null;
    }

    /**
     * These are followed from now on.
     *
     * @throws IllegalStateException if this dispatcher follows nobody
     */
    void onSources(final List<InetSocketAddress> sources, final long nowNs) {
        if (following == null) {
            throw new IllegalStateException("it follows nobody");
        }
        following.onSources(sources, nowNs);
    }

    /** A dispatcher asks to be told of the placement. */
    void onFollow(final Link link, final ByteBuffer body, final int offset, final int length) {
        followers.onFollow(link, body, offset, length);
    }

    /** A command has been carried out. */
    void onAgreed(final long timeMs, final Command command) {
        followers.onAgreed(timeMs, command);
        if (command instanceof Command.MemberGone gone) {
            peers.onGoneAgreed(gone.dispatcher());
        }
    }

    /** The placement may say where others are. */
    void onPlacement(final Placement placement, final long nowNs) {
        placement.addresses().forEach((number, text) -> {
            final InetSocketAddress address = council.peer(text);
            if (number != council.self() && address != null) {
                peers.onAddress(number, address, nowNs);
            }
        });
    }

    /** Whether this dispatcher has not been told of any placement, and those who wait for one should not. */
    boolean isBlind(final long nowNs) {
        return following != null && following.isBlind(nowNs);
    }

    /** How this dispatcher stands among them. */
    DispatcherSnapshot.ClusterView standing() {
        return following == null
                ? new DispatcherSnapshot.ClusterView(council.standing(), council.isCurrent())
                : following.standing();
    }

    void onTick(final long nowNs) {
        peers.onTick(nowNs);
        if (following != null) {
            following.onTick(nowNs);
        }
        // A flood of clients must not make this dispatcher take its fellows for gone.
        endpoint.keepFree(peers.missing() + (following == null || following.hasLink() ? 0 : 1));
    }

    /** Tells followers what they have not been told. */
    void run(final Placement placement, final long nowNs) {
        followers.run(placement, nowNs);
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        final long ownNs = Math.min(peers.nextDeadlineNs(), followers.nextDeadlineNs());
        return following == null ? ownNs : Math.min(ownNs, following.nextDeadlineNs());
    }
}
