package io.wilco.dispatcher.core;

import java.util.ArrayList;
import java.util.List;

/** Keyed requests that have to look again for their way: once a cycle, whatever has happened in it. */
final class Reroutes {
    private final ShardRouter router;
    private final List<Service> services = new ArrayList<>();
    private final List<Lane> closedLanes = new ArrayList<>();

    Reroutes(final ShardRouter router) {
        this.router = router;
    }

    /** Those of a service: its shards have other owners, or owners that are ready. */
    void add(final Service service) {
        if (!services.contains(service)) {
            services.add(service);
        }
    }

    /** Those that waited for a worker that is gone. */
    void addClosed(final Lane lane) {
        closedLanes.add(lane);
    }

    boolean isEmpty() {
        return services.isEmpty();
    }

    void run(final long nowNs) {
        for (int i = 0; i < closedLanes.size(); i++) {
            router.reroute(closedLanes.get(i), nowNs);
        }
        closedLanes.clear();
        for (int i = 0; i < services.size(); i++) {
            run(services.get(i), nowNs);
        }
        services.clear();
    }

    private void run(final Service service, final long nowNs) {
        service.pool().forEach(worker -> {
            final Offer offer = worker.offer(service);
            if (offer != null) {
                router.reroute(offer.lane(), nowNs);
            }
        });
        router.reroute(service.parking(), nowNs);
    }
}
