package io.wilco.client.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a link to one of the dispatchers: opens it, and when it ends or drains, goes on to the next one. */
final class Connector {
    private final List<InetSocketAddress> dispatchers;
    private final ClientConfig config;
    private @Nullable Link link;
    private int turn;
    private int failures;
    private long connectAtNs = Long.MIN_VALUE;

    Connector(final List<InetSocketAddress> dispatchers, final ClientConfig config) {
        this.dispatchers = List.copyOf(dispatchers);
        this.config = config;
    }

    /** The link calls go to, or null while there is none. */
    @Nullable
    Link usable() {
        return link != null && link.isEstablished() ? link : null;
    }

    boolean isCurrent(final Link other) {
        return link == other;
    }

    void onEstablished(final Link established) {
        if (established == link) {
            failures = 0;
        }
    }

    /** The link ended, or its dispatcher takes nothing new; try the next one. */
    void onLost(final Link lost, final long nowNs) {
        if (lost != link) {
            return;
        }
        link = null;
        turn++;
        // A full round of failures before any pause: another dispatcher may well be alive.
        final int rounds = failures++ / dispatchers.size();
        final long pauseNs = config.reconnectMinNs() << Math.min(rounds, 16);
        final boolean isRoundOver = failures % dispatchers.size() == 0;
        connectAtNs = isRoundOver ? nowNs + Math.min(pauseNs, config.reconnectMaxNs()) : nowNs;
    }

    void onTick(final Endpoint endpoint, final long nowNs) {
        if (link == null && nowNs >= connectAtNs) {
            link = endpoint.connect(nowNs, dispatchers.get(turn % dispatchers.size()));
        }
    }

    long nextDeadlineNs() {
        return link == null ? connectAtNs : Long.MAX_VALUE;
    }

    /** No new link is opened any more. */
    void stop() {
        connectAtNs = Long.MAX_VALUE;
    }
}
