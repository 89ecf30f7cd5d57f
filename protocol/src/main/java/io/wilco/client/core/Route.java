package io.wilco.client.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One of the dispatchers: its link, opened again and again, what is known of it, and how many calls are there. */
final class Route {
    /** For as long one that was in trouble must have been well again before calls return to it. */
    static final long STEADY_AFTER_NS = 2_000_000_000L;

    /** A link is judged by what it has shown in such a time: round trips, and the zone. */
    private static final long SETTLED_AFTER_NS = 1_000_000_000L;

    private static final ByteBuffer NO_BODY = Bytes.heap(0);

    private final InetSocketAddress address;
    private @Nullable Link link;
    private int failures;
    private long connectAtNs = Long.MIN_VALUE;
    private long triedNs = Long.MIN_VALUE;
    private long settledAtNs = Long.MIN_VALUE;
    private long steadyAtNs = Long.MIN_VALUE;
    private boolean isLeaving;
    private int open;
    private boolean isAwaited;
    private boolean isAsked;
    private boolean isHome;

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

    /** Whether it was in no trouble for a while, so that one that comes and goes does not make calls do the same. */
    boolean isSteady(final long nowNs) {
        return nowNs >= steadyAtNs;
    }

    /** Whether it is well, and has had the time to show what it is worth. */
    boolean isSettled(final long nowNs) {
        return isWell() && nowNs >= settledAtNs;
    }

    /** Smoothed; far beyond any real one while there is no link. */
    long roundTripNs() {
        return link == null ? Long.MAX_VALUE / 2 : link.rtt().smoothedNs();
    }

    /** When a link to it was opened last; the least long if none ever was. */
    long triedNs() {
        return triedNs;
    }

    void connect(final Endpoint endpoint, final long nowNs) {
        link = endpoint.connect(nowNs, address);
        link.attach(this);
        triedNs = nowNs;
        isLeaving = false;
        isAsked = false;
        open = 0;
    }

    /** Whether a link may be opened now. */
    boolean isDue(final long nowNs) {
        return link == null && nowNs >= connectAtNs;
    }

    void onEstablished(final long nowNs) {
        if (failures > 0) {
            steadyAtNs = nowNs + STEADY_AFTER_NS;
        }
        failures = 0;
        settledAtNs = nowNs + SETTLED_AFTER_NS;
        update();
    }

    /** Nothing was heard of it. */
    void onSuspect(final long nowNs) {
        steadyAtNs = nowNs + STEADY_AFTER_NS;
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

    /** Ends a link that no call needs. */
    void giveUp() {
        if (link != null) {
            link.close(CloseReason.NORMAL, "");
            link = null;
        }
    }

    long nextDeadlineNs() {
        return link == null ? connectAtNs : Long.MAX_VALUE;
    }

    // ---- Its zone.

    /** Asks for its zone, once a link; without room now, the next time. */
    void ask() {
        if (!isAsked && link != null && link.isEstablished()) {
            isAsked = link.offer(MessageKind.WHERE, NO_BODY, 0, NO_BODY, 0, 0) != Link.FULL;
        }
    }

    /** It has answered; unasked, that means nothing. */
    void onZone(final boolean isOwn) {
        isHome = isAsked ? isOwn : isHome;
    }

    /** Whether it is in the client's zone, by its last word, on whichever link. */
    boolean isHome() {
        return isHome;
    }

    // ---- Its calls.

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
