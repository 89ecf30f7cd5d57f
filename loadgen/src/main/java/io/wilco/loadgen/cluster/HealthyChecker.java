package io.wilco.loadgen.cluster;

import io.wilco.wire.ReplyStatus;

/** Looks at a run without any fault: there, every call succeeds, and soon. */
final class HealthyChecker {
    /** The largest messages take several on each of four ways, while the congestion window opens; more in a burst. */
    private static final long ROUND_TRIPS_MAX = 20;

    /** No call of a cluster whose handlers take no time waits for a timer, but for that of an ack. */
    private static final long WAIT_MAX_NS = 1_000_000L;

    private final Cluster cluster;

    HealthyChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    void check() {
        if (!cluster.scenario().profile().isHealthy()) {
            return;
        }
        final boolean isIdle = cluster.scenario().workload().serviceMeanNs() == 0;
        final long bursts = cluster.scenario().clients().stream()
                .mapToLong(ClusterScenario.ClientPlan::burst)
                .sum();
        final long roundTripsMax = ROUND_TRIPS_MAX + bursts;
        final long tookMaxNs = roundTripsMax * 2 * cluster.scenario().network().delayMaxNs() + WAIT_MAX_NS;
        for (final CallRecord call : cluster.ledger().calls()) {
            final boolean isWell = call.status == ReplyStatus.OK
                    || call.status == ReplyStatus.APPLICATION_ERROR
                    || call.status == ReplyStatus.CANCELLED
                    || call.plan.service() == Services.STRANGER;
            if (!isWell) {
                complain("failed in a healthy cluster: " + call);
            } else if (isIdle && call.plan.service() != Services.STRANGER && call.endedNs - call.issuedNs > tookMaxNs) {
                complain("took long in an idle cluster: " + call);
            }
        }
        if (cluster.ledger().linksLost > 0) {
            complain(cluster.ledger().linksLost + " links were lost in a healthy cluster");
        }
    }

    private void complain(final String text) {
        cluster.findings().add(cluster.world().nowNs(), text);
    }
}
