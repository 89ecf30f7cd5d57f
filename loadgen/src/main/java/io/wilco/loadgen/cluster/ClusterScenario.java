package io.wilco.loadgen.cluster;

import io.wilco.client.core.ClientConfig;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.sim.SimFaults;
import io.wilco.worker.core.WorkerConfig;
import java.util.List;

/**
 * All that will be done in a run: the cluster, its traffic and its misfortunes. Hangs on nothing but profile and seed.
 *
 * @param network how every path treats datagrams until {@code healNs}
 * @param isTellingUnreachable whether a sender hears, as by ICMP, that nothing listens where it sends to
 * @param replayShare of all datagrams that are sent again, up to seconds later
 * @param followers of the dispatchers, the last ones: these follow the others
 * @param tinyNodes processes with tiny limits
 * @param faults in the order of their beginning; all begin before {@code healNs}
 * @param loadStartNs when clients begin to call; times are the world's, which begins at 0
 * @param healNs when all faults end, and every process that is down comes back
 * @param loadEndNs when clients make no more calls
 */
record ClusterScenario(
        ClusterProfile profile,
        long seed,
        SimFaults network,
        boolean isTellingUnreachable,
        double replayShare,
        List<DispatcherConfig> dispatchers,
        int followers,
        List<WorkerConfig> workers,
        List<ClientPlan> clients,
        int tinyNodes,
        Workload workload,
        List<FaultPlan> faults,
        long loadStartNs,
        long healNs,
        long loadEndNs) {
    /**
     * A client's traffic.
     *
     * @param outstanding calls kept open all the time; 0: calls come whether or not earlier ones have ended
     * @param gapMeanNs mean time between calls, or from an outcome to the next call
     * @param burst calls that come at once
     * @param callsMax in all
     */
    record ClientPlan(ClientConfig config, int outstanding, long gapMeanNs, int burst, int callsMax) {}

    ClusterScenario {
        dispatchers = List.copyOf(dispatchers);
        workers = List.copyOf(workers);
        clients = List.copyOf(clients);
        faults = List.copyOf(faults);
    }

    static ClusterScenario of(final ClusterProfile profile, final long seed) {
        return new ScenarioMaker(profile, seed).make();
    }

    /** Whether the run has a fault of that kind. */
    boolean has(final FaultKind kind) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }

    /** Whether some process ends, or cannot be reached for longer than a link lives. */
    boolean losesLinks() {
        return !faults.isEmpty() || network.loss() > LOSS_HARMLESS;
    }

    /** Whether several dispatchers agree on a placement. */
    boolean isCluster() {
        return profile.isKeyed() && members() > 1;
    }

    /** Dispatchers that do not only follow others, the first ones. */
    int members() {
        return dispatchers.size() - followers;
    }

    /** Whether single datagrams get lost, in whatever way. */
    boolean losesDatagrams() {
        return network.loss() > 0 || network.corrupt() > 0 || network.bytesPerSecond() > 0;
    }

    /** Whether calls begin before everybody has had time to connect. */
    boolean startsEarly() {
        return loadStartNs < CONNECTED_NS;
    }

    private static final long CONNECTED_NS = 200_000_000L;

    /** With less loss than this, no link ends for want of an answer to some twenty pings. */
    static final double LOSS_HARMLESS = 0.12;

    /** The scenario in a few lines, for people. */
    List<String> describe() {
        return List.of(
                "profile " + profile.label() + ", seed " + seed,
                "network " + network + (isTellingUnreachable ? ", tells of closed ports" : "") + ", replays "
                        + replayShare,
                "load from " + Trace.time(loadStartNs) + " to " + Trace.time(loadEndNs) + ", healed at "
                        + Trace.time(healNs),
                "workload " + workload,
                "clients " + clients,
                "dispatchers " + dispatchers + ", followers " + followers,
                "workers " + workers);
    }
}
