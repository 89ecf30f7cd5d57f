package io.wilco.loadgen.cluster;

import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.WorkerConfig;

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
                    || (call.reason == RejectReason.ATTEMPTS_EXHAUSTED && scenario.tinyNodes() == 0);
            // A dispatcher that has just started waits for workers of any service; one that restarts often never says
            // no.
            final boolean isOffered = call.plan.service() != Services.STRANGER;
            if (isInVain && isOffered && call.plan.deadlineNs() >= PATIENT_NS && !mayLackOwner(call)) {
                cluster.findings().add(cluster.world().nowNs(), "waited in vain: " + call);
            }
        }
    }

    /** Each restart of a dispatcher or worker may leave a key without owner for more than a second, and work behind. */
    private boolean mayLackOwner(final CallRecord call) {
        return call.plan.options().key() != null && !scenario.faults().isEmpty();
    }

    private boolean isEasy() {
        final long outageNs =
                scenario.faults().stream().mapToLong(FaultPlan::durationNs).sum();
        final boolean isLossy = scenario.losesDatagrams()
                || scenario.network().reorder() > 0
                || !scenario.faults().isEmpty();
        return !(isLossy && scenario.tinyNodes() > 0)
                && scenario.network().bytesPerSecond() == 0
                && scenario.network().loss() < ClusterScenario.LOSS_HARMLESS
                && outageNs <= OUTAGE_MAX_NS
                && hasRoom();
    }

    /** Whether every worker has more handlers than it needs, were all calls of its services spread evenly. */
    private boolean hasRoom() {
        final double[] workNs = new double[Services.OFFERED + 1];
        for (final CallRecord call : cluster.ledger().calls()) {
            workNs[call.plan.service()] += call.plan.serviceNs();
        }
        for (int service = 0; service < Services.OFFERED; service++) {
            final String name = Services.name(service);
            workNs[service] /= scenario.workers().stream()
                    .filter(worker -> worker.services().contains(name))
                    .count();
        }
        final double roomNs = UTILISATION_MAX * (scenario.loadEndNs() - scenario.loadStartNs());
        for (final WorkerConfig worker : scenario.workers()) {
            double shareNs = 0;
            for (int service = 0; service < Services.OFFERED; service++) {
                shareNs += worker.services().contains(Services.name(service)) ? workNs[service] : 0;
            }
            if (shareNs > roomNs * worker.concurrency()) {
                return false;
            }
        }
        return true;
    }
}
