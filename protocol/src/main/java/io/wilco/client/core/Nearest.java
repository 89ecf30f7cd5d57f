package io.wilco.client.core;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which dispatcher calls go to. Of those that are well, the ones of the client's own zone come first, however near
 * others seem: what crosses the border of a zone costs more than time. Among them, a near one.
 */
final class Nearest {
    /** So late, every dispatcher that is well counts as steadily so. */
    static final long WHENEVER = Long.MAX_VALUE;

    /** Those so much farther than the nearest are as near: a network's usual moods. */
    private static final double NEAR_FACTOR = 1.5;

    private static final long NEAR_NS = 200_000L;

    /** One is left for another that is so much nearer. */
    private static final double MUCH_NEARER = 0.5;

    private final List<Route> routes;
    private final RandomGenerator random;

    Nearest(final List<Route> routes, final RandomGenerator random) {
        this.routes = routes;
        this.random = random;
    }

    /**
     * Any of those about as near as the nearest, so that clients spread; or else one that may recover; null if there is
     * none.
     *
     * @param nowNs or {@link #WHENEVER}, if there is no time to wait until one is steady
     */
    @Nullable
    Route choose(final long nowNs) {
        boolean isHome = false;
        for (int i = 0; i < routes.size(); i++) {
            isHome |= routes.get(i).isHome() && isFit(routes.get(i), nowNs);
        }
        long nearestNs = Long.MAX_VALUE / 2;
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).isHome() == isHome && isFit(routes.get(i), nowNs)) {
                nearestNs = Math.min(nearestNs, routes.get(i).roundTripNs());
            }
        }
        Route chosen = null;
        int candidates = 0;
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            final boolean isNear = route.roundTripNs() <= nearestNs * NEAR_FACTOR + NEAR_NS;
            if (isNear && route.isHome() == isHome && isFit(route, nowNs)) {
                candidates++;
                if (random.nextInt(candidates) == 0) {
                    chosen = route;
                }
            }
        }
        for (int i = 0; i < routes.size() && chosen == null; i++) {
            chosen = routes.get(i).isUsable() ? routes.get(i) : null;
        }
        return chosen;
    }

    private static boolean isFit(final Route route, final long nowNs) {
        return route.isWell() && route.isSteady(nowNs);
    }

    /** Whether another one is so much better than the current one that calls should go there. */
    boolean hasBetterThan(final Route current, final long nowNs) {
        for (int i = 0; i < routes.size(); i++) {
            if (isFit(routes.get(i), nowNs) && isMuchBetter(routes.get(i), current)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMuchBetter(final Route one, final Route other) {
        return one.isHome() == other.isHome()
                ? one.roundTripNs() + NEAR_NS < other.roundTripNs() * MUCH_NEARER
                : one.isHome();
    }
}
