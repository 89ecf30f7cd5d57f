package io.wilco.loadgen.cluster;

import io.wilco.link.LinkStats;
import io.wilco.sim.SimFaults;

/** Looks at what was sent: not much more was sent again than the network gave reason to. */
final class TrafficChecker {
    /** Frames a node may always send again: a probe or two while round trips are not yet known. */
    private static final long RETRANSMITTED_FREE = 20;

    private static final double SPURIOUS_SHARE_MAX = 0.01;

    /**
     * What comes late looks lost for a while, and while round trips vary much, an ack may be taken for a later one's.
     */
    private static final double REORDERED_SHARE_MAX = 0.4;

    private final Cluster cluster;

    TrafficChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    /** To be called after a run. */
    void check() {
        final ClusterScenario scenario = cluster.scenario();
        if (scenario.losesLinks() || scenario.tinyNodes() > 0) {
            // Peers that are gone, or have no room, are sent the same thing again and again.
            return;
        }
        final double share = shareMax(scenario.network());
        for (final SimNode node : cluster.nodes()) {
            final LinkStats sum = new LinkStats();
            sum.add(node.endpoint().stats().ended);
            node.endpoint().forEachLink(link -> sum.add(link.stats()));
            if (sum.framesRetransmitted > RETRANSMITTED_FREE + sum.framesSent * share) {
                cluster.findings()
                        .add(
                                cluster.world().nowNs(),
                                node.name() + " sent " + sum.framesRetransmitted + " of " + sum.framesSent
                                        + " frames again");
            }
        }
    }

    /** A frame is sent again if it was lost, or all word of its arrival. */
    private static double shareMax(final SimFaults network) {
        final boolean isDisturbed = network.reorder() > 0 || network.bytesPerSecond() > 0;
        return 2 * (network.loss() + network.corrupt()) + (isDisturbed ? REORDERED_SHARE_MAX : SPURIOUS_SHARE_MAX);
    }
}
