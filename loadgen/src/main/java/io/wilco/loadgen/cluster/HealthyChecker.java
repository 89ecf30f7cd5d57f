package io.wilco.loadgen.cluster;

import io.wilco.link.LinkStats;
import io.wilco.wire.ReplyStatus;

/** Looks at a run without any fault: there, every call succeeds, and next to nothing is sent twice. */
final class HealthyChecker {
    private static final long RETRANSMITTED_FREE = 4;
    private static final double RETRANSMITTED_SHARE_MAX = 0.01;

    private final Cluster cluster;

    HealthyChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    void check() {
        if (!cluster.scenario().profile().isHealthy()) {
            return;
        }
        for (final CallRecord call : cluster.ledger().calls()) {
            final boolean isWell = call.status == ReplyStatus.OK
                    || call.status == ReplyStatus.APPLICATION_ERROR
                    || call.status == ReplyStatus.CANCELLED
                    || call.plan.service() == Services.STRANGER;
            if (!isWell) {
                complain("failed in a healthy cluster: " + call);
            }
        }
        if (cluster.ledger().linksLost > 0) {
            complain(cluster.ledger().linksLost + " links were lost in a healthy cluster");
        }
        for (final SimNode node : cluster.nodes()) {
            final LinkStats sum = new LinkStats();
            node.endpoint().forEachLink(link -> sum.add(link.stats()));
            final long max = RETRANSMITTED_FREE + (long) (sum.framesSent * RETRANSMITTED_SHARE_MAX);
            if (sum.framesRetransmitted > max) {
                complain(node.name() + " sent " + sum.framesRetransmitted + " of " + sum.framesSent
                        + " frames again in a healthy cluster");
            }
        }
    }

    private void complain(final String text) {
        cluster.findings().add(cluster.world().nowNs(), text);
    }
}
