package io.wilco.client.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import io.wilco.wire.CloseReason;
import io.wilco.wire.HereFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps links to some of the dispatchers, so that there is another one at once when one is lost, and chooses where
 * calls go: to one of the own zone or a near one, and there they stay as long as it is well and none is much better.
 */
final class Connector {
    /** Links kept at once; for a while there is one more, to see whether it is worth more than one of them. */
    static final int LINKS_MAX = 3;

    private static final long LOOK_NS = 1_000_000_000L;

    private final ClientConfig config;
    private final List<Route> routes = new ArrayList<>();
    private final Nearest nearest;
    private final Scout scout;
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
        nearest = new Nearest(routes, random);
        scout = new Scout(routes, hasZone(), random, nowNs);
        lookNs = nowNs + LOOK_NS;
        dispatchers.forEach(address -> routes.add(new Route(address)));
    }

    private boolean hasZone() {
        return !config.zone().isEmpty();
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
        choose(Nearest.WHENEVER);
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

    void onEstablished(final Route route, final long nowNs) {
        route.onEstablished(nowNs);
        ask(route);
        if (current == null || !current.isWell()) {
            choose(Nearest.WHENEVER);
        }
    }

    private void ask(final Route route) {
        if (hasZone() && routes.size() > 1) {
            route.ask();
        }
    }

    /**
     * A dispatcher says where it is. That alone makes no call go elsewhere: the next regular look may.
     *
     * @param body a HERE, or not
     */
    void onHere(final Link link, final ByteBuffer body, final int offset, final int length) {
        final Route route = Route.of(link);
        final String zone = hasZone() ? HereFlyweight.zone(body, offset, length) : null;
        if (route != null && zone != null) {
            route.onZone(zone.equals(config.zone()));
        }
    }

    /** A link has ended; another one may take its place. */
    void onLost(final Route route, final long nowNs) {
        route.onLost(config, nowNs);
        if (route == current) {
            choose(Nearest.WHENEVER);
        }
    }

    /** Nothing is heard of a dispatcher: calls go elsewhere, if there is another one. */
    void onSuspect(final Route route, final long nowNs) {
        route.onSuspect(nowNs);
        if (route == current) {
            choose(Nearest.WHENEVER);
        }
    }

    /** A dispatcher takes nothing new: calls go elsewhere, if there is another one. */
    void onLeaving(final Route route) {
        route.onLeaving();
        if (route == current) {
            choose(Nearest.WHENEVER);
        }
    }

    private void choose(final long nowNs) {
        final Route chosen = nearest.choose(nowNs);
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

    /** Opens links and looks whether another one should be the current one; true if so. */
    boolean onTick(final Endpoint endpoint, final long nowNs) {
        if (isStopped) {
            return false;
        }
        open(endpoint, nowNs);
        final Route before = current;
        if (before != null && !before.isWell()) {
            choose(Nearest.WHENEVER);
        }
        if (nowNs >= lookNs) {
            lookNs = nowNs + LOOK_NS;
            look(endpoint, nowNs);
        }
        return current != before;
    }

    /** The regular look: whether there is a much better one, and a link too many or one to be tried. */
    private void look(final Endpoint endpoint, final long nowNs) {
        routes.forEach(this::ask);
        if (current == null) {
            choose(Nearest.WHENEVER);
        } else if (current.isWell() && nearest.hasBetterThan(current, nowNs)) {
            choose(nowNs);
        }
        final Route surplus = scout.surplus(current, nowNs);
        if (surplus != null) {
            surplus.giveUp();
        }
        final Route further = links() == LINKS_MAX && endpoint.hasRoom() ? scout.look(nowNs) : null;
        if (further != null) {
            further.connect(endpoint, nowNs);
        }
    }

    /** Opens links until there are enough, in turn. */
    private void open(final Endpoint endpoint, final long nowNs) {
        int links = links();
        for (int i = 0; i < routes.size() && links < LINKS_MAX; i++) {
            final Route route = routes.get(turn++ % routes.size());
            if (route.isDue(nowNs)) {
                route.connect(endpoint, nowNs);
                links++;
            }
        }
    }

    private int links() {
        int links = 0;
        for (int i = 0; i < routes.size(); i++) {
            links += routes.get(i).link() == null ? 0 : 1;
        }
        return links;
    }

    /** When there is something to do; the greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        if (isStopped) {
            return Long.MAX_VALUE;
        }
        long deadlineNs = routes.size() > 1 ? lookNs : Long.MAX_VALUE;
        final int links = links();
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
