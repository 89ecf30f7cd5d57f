package io.wilco.loadgen.cluster;

import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;

/**
 * Looks at calls that had all the time in the world, in a cluster with room to spare, whose faults were short: none of
 * them may have waited in vain.
 */
final class PatienceChecker {
    /** Faults that last longer in all may well use up a deadline. */
    private static final long OUTAGE_MAX_NS = 600_000_000L;

    /** Finding out that a link is dead takes a second, and so does opening another one; on both hops. */
    private static final long PATIENT_NS = 3_000_000_000L;

    private static final double UTILISATION_MAX = 0.5;

    private final Cluster cluster;
    private final ClusterScenario scenario;

    PatienceChecker(final Cluster cluster) {
        this.cluster = cluster;
        scenario = cluster.scenario();
    }

    void check() {
        if (!isEasy()) {
            return;
        }
        for (final CallRecord call : cluster.ledger().calls()) {
            final boolean isInVain = call.status == ReplyStatus.DEADLINE_EXCEEDED
                    || call.reason == RejectReason.NO_DISPATCHER
                    || call.reason == RejectReason.ATTEMPTS_EXHAUSTED;
            if (isInVain && call.plan.deadlineNs() >= PATIENT_NS) {
                cluster.findings().add(cluster.world().nowNs(), "waited in vain: " + call);
            }
        }
    }

    private boolean isEasy() {
        final long outageNs =
                scenario.faults().stream().mapToLong(FaultPlan::durationNs).sum();
        return scenario.tinyNodes() == 0
                && scenario.network().bytesPerSecond() == 0
                && scenario.network().loss() < ClusterScenario.LOSS_HARMLESS
                && outageNs <= OUTAGE_MAX_NS
                && hasRoom();
    }

    /** Whether each service has more handlers than it needs, even if those of the others are busy. */
    private boolean hasRoom() {
        final long[] workNs = new long[Services.OFFERED + 1];
        for (final CallRecord call : cluster.ledger().calls()) {
            workNs[call.plan.service()] += call.plan.serviceNs();
        }
        final long periodNs = scenario.loadEndNs() - scenario.loadStartNs();
        long totalNs = 0;
        for (int service = 0; service < Services.OFFERED; service++) {
            final String name = Services.name(service);
            final long handlers = scenario.workers().stream()
                    .filter(worker -> worker.services().contains(name))
                    .mapToLong(worker -> worker.concurrency())
                    .sum();
            totalNs += workNs[service];
            if (workNs[service] > UTILISATION_MAX * periodNs * handlers) {
                return false;
            }
        }
        final long all = scenario.workers().stream()
                .mapToLong(worker -> worker.concurrency())
                .sum();
        return totalNs <= UTILISATION_MAX * periodNs * all;
    }
}
