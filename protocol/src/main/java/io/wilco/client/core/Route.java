package io.wilco.client.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One of the dispatchers: its link, opened again and again, and how many calls are there. */
final class Route {
    private final InetSocketAddress address;
    private @Nullable Link link;
    private int failures;
    private long connectAtNs = Long.MIN_VALUE;
    private boolean isLeaving;
    private int open;
    private boolean isAwaited;

    Route(final InetSocketAddress address) {
        this.address = address;
    }

    /** The route that a link of a client belongs to. */
    static @Nullable Route of(final Link link) {
        return link.attachment() instanceof Route route && route.link == link ? route : null;
    }

    InetSocketAddress address() {
        return address;
    }

    /** The present link; null while there is none. */
    @Nullable
    Link link() {
        return link;
    }

    /** Whether calls may be sent there. */
    boolean isUsable() {
        return link != null && link.isEstablished() && !isLeaving;
    }

    /** Whether calls should be sent there. */
    boolean isWell() {
        return link != null && isUsable() && !link.liveness().isSuspect();
    }

    void connect(final Endpoint endpoint, final long nowNs) {
        link = endpoint.connect(nowNs, address);
        link.attach(this);
        isLeaving = false;
        open = 0;
    }

    /** Whether a link may be opened now. */
    boolean isDue(final long nowNs) {
        return link == null && nowNs >= connectAtNs;
    }

    void onEstablished() {
        failures = 0;
        update();
    }

    /** Its dispatcher takes nothing new; calls that it has may end there. */
    void onLeaving() {
        isLeaving = true;
        update();
    }

    /** Whether calls wait for it, or for a dispatcher like it. */
    void onAwaited(final boolean isSo) {
        if (isAwaited != isSo) {
            isAwaited = isSo;
            update();
        }
    }

    private void update() {
        if (link != null) {
            // One that is leaving is waited for to be gone, and to come back.
            link.awaitPeer(open > 0 || isAwaited || isLeaving);
        }
    }

    /** Its link has ended. */
    void onLost(final ClientConfig config, final long nowNs) {
        link = null;
        final long pauseNs = config.reconnectMinNs() << Math.min(failures, 16);
        failures++;
        connectAtNs = nowNs + Math.min(pauseNs, config.reconnectMaxNs());
    }

    long nextDeadlineNs() {
        return link == null ? connectAtNs : Long.MAX_VALUE;
    }

    /** A call was given to it. */
    void onOffered() {
        if (open++ == 0) {
            update();
        }
    }

    /** A call that was given to it has ended, or went elsewhere. */
    void onEnded() {
        if (--open == 0) {
            update();
        }
    }

    int open() {
        return open;
    }
}
