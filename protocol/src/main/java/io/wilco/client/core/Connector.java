package io.wilco.client.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps links to some of the dispatchers, so that there is another one at once when one is lost, and chooses where
 * calls go: to a near one, and there they stay as long as it is well.
 */
final class Connector {
    /** Links kept at once. */
    static final int LINKS_MAX = 3;

    /** Those so much farther than the nearest are as near: a network's usual moods. */
    private static final double NEAR_FACTOR = 1.5;

    private static final long NEAR_NS = 200_000L;

    /** One is left for another that is so much nearer. */
    private static final double MUCH_NEARER = 0.5;

    private static final long LOOK_NS = 1_000_000_000L;

    private final ClientConfig config;
    private final RandomGenerator random;
    private final List<Route> routes = new ArrayList<>();
    private @Nullable Route current;
    private int turn;
    private long lookNs;
    private boolean isAwaited;
    private boolean isStopped;

    Connector(
            final List<InetSocketAddress> dispatchers,
            final ClientConfig config,
            final RandomGenerator random,
            final long nowNs) {
        this.config = config;
        this.random = random;
        lookNs = nowNs + LOOK_NS;
        dispatchers.forEach(address -> routes.add(new Route(address)));
    }

    /** The link calls go to, or null while there is none. */
    @Nullable
    Link usable() {
        final Route route = current;
        return route != null && route.isUsable() ? route.link() : null;
    }

    /** Whether calls go there. */
    boolean isCurrent(final Route route) {
        return route == current;
    }

    /** These are the dispatchers from now on; where calls are open, those may end first. */
    void onDispatchers(final List<InetSocketAddress> dispatchers) {
        for (int i = routes.size() - 1; i >= 0; i--) {
            final Route route = routes.get(i);
            if (!dispatchers.contains(route.address())) {
                routes.remove(i);
                drop(route);
            }
        }
        for (final InetSocketAddress address : dispatchers) {
            if (routes.stream().noneMatch(route -> route.address().equals(address))) {
                routes.add(new Route(address));
            }
        }
        choose();
    }

    private void drop(final Route route) {
        route.onLeaving();
        if (route == current) {
            current = null;
            route.onAwaited(false);
        }
        final Link link = route.link();
        if (link != null && route.open() == 0) {
            link.close(CloseReason.NORMAL, "");
        }
    }

    void onEstablished(final Route route) {
        route.onEstablished();
        if (current == null || !current.isWell()) {
            choose();
        }
    }

    /** A link has ended; another one may take its place. */
    void onLost(final Route route, final long nowNs) {
        route.onLost(config, nowNs);
        if (route == current) {
            choose();
        }
    }

    /** Nothing is heard of a dispatcher, or it takes nothing new: calls go elsewhere, if there is another one. */
    void onUnwell(final Route route) {
        if (route == current) {
            choose();
        }
    }

    /** Chooses anew: one of those that are well and about as near as the nearest, or else any that may recover. */
    private void choose() {
        Route chosen = null;
        int candidates = 0;
        final long nearestNs = nearestNs();
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            if (route.isWell() && roundTripNs(route) <= nearestNs * NEAR_FACTOR + NEAR_NS) {
                candidates++;
                if (random.nextInt(candidates) == 0) {
                    chosen = route;
                }
            }
        }
        for (int i = 0; i < routes.size() && chosen == null; i++) {
            chosen = routes.get(i).isUsable() ? routes.get(i) : null;
        }
        final Route before = current;
        current = chosen;
        if (before != null && before != chosen) {
            before.onAwaited(false);
        }
        if (chosen != null) {
            chosen.onAwaited(isAwaited);
        }
    }

    /** Whether any calls are open: then the current dispatcher is asked more often whether it is there. */
    void onAwaited(final boolean isSo) {
        isAwaited = isSo;
        if (current != null) {
            current.onAwaited(isSo);
        }
    }

    private long nearestNs() {
        long nearestNs = Long.MAX_VALUE / 2;
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).isWell()) {
                nearestNs = Math.min(nearestNs, roundTripNs(routes.get(i)));
            }
        }
        return nearestNs;
    }

    private static long roundTripNs(final Route route) {
        final Link link = route.link();
        return link == null ? Long.MAX_VALUE / 2 : link.rtt().smoothedNs();
    }

    /** Opens links and looks whether another one should be the current one; true if so. */
    boolean onTick(final Endpoint endpoint, final long nowNs) {
        if (isStopped) {
            return false;
        }
        open(endpoint, nowNs);
        final Route before = current;
        final boolean isUnwell = before != null && !before.isWell();
        if (isUnwell || nowNs >= lookNs) {
            lookNs = nowNs >= lookNs ? nowNs + LOOK_NS : lookNs;
            if (before == null || isUnwell || nearestNs() + NEAR_NS < roundTripNs(before) * MUCH_NEARER) {
                choose();
            }
        }
        return current != before;
    }

    /** Opens links until there are enough, in turn. */
    private void open(final Endpoint endpoint, final long nowNs) {
        int links = 0;
        for (int i = 0; i < routes.size(); i++) {
            links += routes.get(i).link() == null ? 0 : 1;
        }
        for (int i = 0; i < routes.size() && links < LINKS_MAX; i++) {
            final Route route = routes.get(turn++ % routes.size());
            if (route.isDue(nowNs)) {
                route.connect(endpoint, nowNs);
                links++;
            }
        }
    }

    /** When there is something to do; the greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        if (isStopped) {
            return Long.MAX_VALUE;
        }
        long deadlineNs = routes.size() > 1 ? lookNs : Long.MAX_VALUE;
        int links = 0;
        for (int i = 0; i < routes.size(); i++) {
            links += routes.get(i).link() == null ? 0 : 1;
        }
        for (int i = 0; i < routes.size() && links < LINKS_MAX; i++) {
            deadlineNs = Math.min(deadlineNs, routes.get(i).nextDeadlineNs());
        }
        return deadlineNs;
    }

    /** No new link is opened any more. */
    void stop() {
        isStopped = true;
    }
}
