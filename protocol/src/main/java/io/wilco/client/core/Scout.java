package io.wilco.client.core;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Of more dispatchers than a client keeps links to, finds the ones worth a link: now and then it names one to open a
 * further link to, and when that has shown what it is worth, the link that is worth least, which then ends. So sooner
 * or later each dispatcher has been seen, and the best ones stay.
 */
final class Scout {
    /** Between two looks, while there may be something better that nobody has seen. */
    static final long PAUSE_NS = 5_000_000_000L;

    /** Between two looks, when all have been seen: dispatchers and networks change. */
    static final long PAUSE_CALM_NS = 60_000_000_000L;

    private final List<Route> routes;
    private final boolean hasZone;
    private final RandomGenerator random;
    private long lookedNs;
    private double patience;
    private int looks;

    Scout(final List<Route> routes, final boolean hasZone, final RandomGenerator random, final long nowNs) {
        this.routes = routes;
        this.hasZone = hasZone;
        this.random = random;
        lookedNs = nowNs;
        patience = newPatience();
    }

    /** Clients that began together must not look together. */
    private double newPatience() {
        return 1 + random.nextDouble() / 4;
    }

    /** Whom to open a further link to, now that there are as many as are kept; null if nobody. */
    @Nullable
    Route look(final long nowNs) {
        if (routes.size() <= Connector.LINKS_MAX
                || nowNs - lookedNs < (isCalm() ? PAUSE_CALM_NS : PAUSE_NS) * patience) {
            return null;
        }
        lookedNs = nowNs;
        patience = newPatience();
        looks++;
        // Every other look is for one that is known to be of the own zone, for it may be back; the rest go in turn.
        final Route home = looks % 2 == 1 ? longestAgo(true, nowNs) : null;
        return home == null ? longestAgo(false, nowNs) : home;
    }

    private @Nullable Route longestAgo(final boolean isOfHome, final long nowNs) {
        Route found = null;
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            if (route.isDue(nowNs)
                    && (route.isHome() || !isOfHome)
                    && (found == null || route.triedNs() < found.triedNs())) {
                found = route;
            }
        }
        return found;
    }

    /** Whether all have been seen, and there is one of the own zone. */
    private boolean isCalm() {
        boolean isAtHome = !hasZone;
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            if (route.triedNs() == Long.MIN_VALUE) {
                return false;
            }
            isAtHome |= route.isHome() && route.isWell();
        }
        return isAtHome;
    }

    /** The dispatcher to whom the link may end, if there is one too many and all have shown what they are worth. */
    @Nullable
    Route surplus(final @Nullable Route current, final long nowNs) {
        int links = 0;
        int homes = 0;
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            if (route.link() != null) {
                if (!route.isSettled(nowNs)) {
                    return null;
                }
                links++;
                homes += route.isHome() ? 1 : 0;
            }
        }
        // A zone may fail as a whole: the others keep a link, too.
        return links > Connector.LINKS_MAX ? farthest(homes >= Connector.LINKS_MAX, current) : null;
    }

    private @Nullable Route farthest(final boolean isOfHome, final @Nullable Route current) {
        Route found = null;
        for (int i = 0; i < routes.size(); i++) {
            final Route route = routes.get(i);
            if (route.link() != null
                    && route != current
                    && route.open() == 0
                    && route.isHome() == isOfHome
                    && (found == null || route.roundTripNs() > found.roundTripNs())) {
                found = route;
            }
        }
        return found;
    }
}
