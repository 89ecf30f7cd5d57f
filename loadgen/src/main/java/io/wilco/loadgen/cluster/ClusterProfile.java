package io.wilco.loadgen.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A family of scenarios: what may happen to the cluster, and how often its limits are tiny. */
public enum ClusterProfile {
    /** No faults, no overload: every call must succeed. */
    HEALTHY(0, 0),
    /** Up to 30 % of the datagrams lost, some repeated, reordered, delayed or damaged. */
    LOSSY(0.3, 0.1),
    /** Dispatchers cut off from clients and workers, one way or both. */
    PARTITIONS(0.05, 0.1, FaultKind.PARTITION),
    /** Processes that stop running for a while, sockets that take nothing. */
    STALLS(0.05, 0.1, FaultKind.STALL, FaultKind.BLOCKED_SOCKET),
    /** Workers that die and come back. */
    WORKER_CRASHES(0.05, 0.1, FaultKind.WORKER_CRASH),
    /** Dispatchers and clients that die and come back. */
    DISPATCHER_CRASHES(0.05, 0.1, FaultKind.DISPATCHER_CRASH, FaultKind.CLIENT_CRASH),
    /** Rolling restarts over a good network: every process says goodbye first. */
    DRAINS(0, 0.1, FaultKind.WORKER_DRAIN, FaultKind.DISPATCHER_DRAIN, FaultKind.CLIENT_CLOSE),
    /** Queues, windows and memory so small that everything is full all the time. */
    TINY_LIMITS(0.1, 0.8),
    /** Everything at once. */
    MIXED(
            0.3,
            0.25,
            FaultKind.PARTITION,
            FaultKind.STALL,
            FaultKind.BLOCKED_SOCKET,
            FaultKind.WORKER_CRASH,
            FaultKind.DISPATCHER_CRASH,
            FaultKind.CLIENT_CRASH,
            FaultKind.WORKER_DRAIN,
            FaultKind.DISPATCHER_DRAIN,
            FaultKind.CLIENT_CLOSE),
    /** Goodbyes amid work over a bad network, where the last ack has gaps, or gets lost. */
    QUITS(0.3, 0.1, FaultKind.WORKER_QUIT, FaultKind.DISPATCHER_QUIT, FaultKind.CLIENT_CLOSE),
    /** Every call has a key, and its shard moves: workers come, leave, die, and cannot be reached. */
    SHARDS(
            0.1,
            0.05,
            FaultKind.PARTITION,
            FaultKind.STALL,
            FaultKind.WORKER_CRASH,
            FaultKind.WORKER_DRAIN,
            FaultKind.WORKER_QUIT,
            FaultKind.DISPATCHER_CRASH,
            FaultKind.DISPATCHER_DRAIN,
            FaultKind.LEADER_LOST,
            FaultKind.CUT_OFF);

    private final double lossMax;
    private final double tinyShare;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; the checker knows only Guava's types
    private final List<FaultKind> faults;

    ClusterProfile(final double lossMax, final double tinyShare, final FaultKind... faults) {
        this.lossMax = lossMax;
        this.tinyShare = tinyShare;
        this.faults = List.of(faults);
    }

    /** As it is written on the command line: lower case, with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All labels, for people. */
    public static String labels() {
        return Arrays.stream(values()).map(ClusterProfile::label).collect(Collectors.joining(", "));
    }

    /** The profile that a seed gets when all of them have their turn. */
    public static ClusterProfile ofSeed(final long seed) {
        return values()[(int) Math.floorMod(seed, (long) values().length)];
    }

    /** Whether nothing goes wrong and everything is wide enough: there is no excuse for a call that fails. */
    boolean isHealthy() {
        return this == HEALTHY;
    }

    /** Whether every call has a key. */
    boolean isKeyed() {
        return this == SHARDS;
    }

    /** Probability of losing a datagram, at the most. */
    double lossMax() {
        return lossMax;
    }

    /** Probability that a process gets tiny limits. */
    double tinyShare() {
        return tinyShare;
    }

    /** In their order, for a replay must draw them in the same one. */
    List<FaultKind> faults() {
        return faults;
    }
}
