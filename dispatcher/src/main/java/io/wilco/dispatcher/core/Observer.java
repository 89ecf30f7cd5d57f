package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.policy.WorkerLoad;
import io.wilco.link.Endpoint;
import io.wilco.link.EndpointStats;
import io.wilco.link.Link;
import io.wilco.link.LinkStats;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.IntCountsHistogram;

/** Takes snapshots for people and monitoring; allocates. */
final class Observer {
    private final Endpoint endpoint;
    private final RequestTable table;
    private final ServiceTable services;
    private final WorkerRegistry registry;
    private final ShardObserver shards;
    private final DispatcherStats stats;
    private final long startedNs;
    private final IntCountsHistogram latencies = LatencyWindow.newHistogram();

    Observer(
            final Endpoint endpoint,
            final RequestTable table,
            final ServiceTable services,
            final WorkerRegistry registry,
            final Placement placement,
            final DispatcherStats stats,
            final long startedNs) {
        this.endpoint = endpoint;
        this.table = table;
        this.services = services;
        this.registry = registry;
        shards = new ShardObserver(placement, services);
        this.stats = stats;
        this.startedNs = startedNs;
    }

    /** Who owns what, of the services that were asked for a key. */
    List<ShardsSnapshot> shards() {
        return shards.snapshot();
    }

    DispatcherSnapshot snapshot(
            final long nowNs, final boolean isDraining, final DispatcherSnapshot.ClusterView cluster) {
        registry.forgetOld(nowNs);
        final List<DispatcherSnapshot.WorkerSnapshot> workers = new ArrayList<>();
        for (final WorkerNode worker : registry.all()) {
            workers.add(snapshot(worker, nowNs));
        }
        final List<DispatcherSnapshot.ServiceSnapshot> offered = new ArrayList<>();
        for (final Service service : services.all()) {
            offered.add(new DispatcherSnapshot.ServiceSnapshot(
                    service.name(),
                    service.queue().size(),
                    service.pool().ready(),
                    service.rejected,
                    service.expired,
                    service.hedged,
                    service.recalled,
                    ShardObserver.waiting(service),
                    ShardObserver.moved(service)));
        }
        return new DispatcherSnapshot(
                isDraining ? "draining" : "serving",
                services.policy(),
                cluster,
                nowNs - startedNs,
                endpoint.linkCount(),
                table.size(),
                stats.received,
                stats.outcomes(ReplyStatus.OK),
                stats.outcomes(ReplyStatus.APPLICATION_ERROR),
                stats.outcomes(ReplyStatus.REJECTED),
                stats.outcomes(ReplyStatus.DEADLINE_EXCEEDED),
                stats.outcomes(ReplyStatus.OUTCOME_UNKNOWN),
                stats.outcomes(ReplyStatus.CANCELLED),
                stats.redispatched,
                stats.abandoned,
                traffic(),
                offered,
                workers);
    }

    private DispatcherSnapshot.Traffic traffic() {
        final LinkStats sum = new LinkStats();
        final EndpointStats outside = endpoint.stats();
        sum.add(outside.ended);
        endpoint.forEachLink(link -> sum.add(link.stats()));
        return new DispatcherSnapshot.Traffic(
                sum.datagramsSent,
                sum.datagramsReceived,
                sum.framesRetransmitted,
                sum.framesDuplicate,
                outside.datagramsInvalid,
                outside.datagramsUnknown,
                outside.challengesSent,
                outside.resetsSent,
                outside.cookiesBad);
    }

    private DispatcherSnapshot.WorkerSnapshot snapshot(final WorkerNode worker, final long nowNs) {
        final WorkerLoad load = worker.load();
        final Link link = worker.link();
        worker.latencies().read(latencies, nowNs);
        final List<String> offered = new ArrayList<>();
        for (final Service service : worker.services()) {
            offered.add(service.name());
        }
        return new DispatcherSnapshot.WorkerSnapshot(
                worker.id(),
                offered,
                link == null ? null : link.peer(),
                worker.state(),
                worker.standing().wanted(),
                worker.standing().traitsNow(),
                load.reportedExecuting(),
                load.reportedQueued(),
                load.concurrency(),
                load.outstanding(),
                load.bound(),
                load.cpuPercent(),
                load.serviceTimeNs(),
                load.queueDelayNs(),
                link == null ? 0 : link.rtt().smoothedNs(),
                load.reportedAtNs() == 0 ? 0 : nowNs - load.reportedAtNs(),
                worker.assigned,
                worker.completed,
                worker.failed,
                worker.refused,
                worker.retransmitted(),
                worker.redispatched,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9));
    }
}
