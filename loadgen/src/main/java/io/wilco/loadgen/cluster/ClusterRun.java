package io.wilco.loadgen.cluster;

import io.wilco.wire.ReplyStatus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a simulated cluster: load and faults, healing, rest, probes, rest again. Deterministic: the same profile
 * and seed give the same run, on any machine. Uses nothing but its thread; different runs may be on different threads.
 */
public final class ClusterRun {
    private static final long SETTLE_STEP_NS = 10_000_000L;

    /** Longest way back after healing: a link opens after up to a second, a dead one is found out within two. */
    private static final long SETTLE_MAX_NS = 6_000_000_000L;

    private static final long IDLE_NS = 2_000_000_000L;
    private static final long HANDOVER_MAX_NS = 1_000_000_000L;

    /** Each link is pinged once a second by both ends, and timers far ahead may fire early. */
    private static final int IDLE_CYCLES_MAX_PER_LINK = 30;

    /** Owners of shards ping five times a second. */
    private static final int IDLE_CYCLES_MAX_PER_OWNERS_LINK = 160;

    private static final long STEPS_MAX = 3_000_000;
    private static final long CYCLES_PER_INSTANT_MAX = 500;
    private static final int STACK_FRAMES_MAX = 12;

    private final Cluster cluster;
    private final ClusterScenario scenario;
    private final Prober prober;
    private final QuiescenceChecker quiescence;
    private final BoundsChecker bounds;
    private final SimOperator operator;
    private long idleCycles;

    private ClusterRun(final ClusterScenario scenario, final Trace trace) {
        this.scenario = scenario;
        cluster = new Cluster(scenario, trace);
        prober = new Prober(cluster);
        quiescence = new QuiescenceChecker(cluster);
        bounds = new BoundsChecker(cluster);
        operator = new SimOperator(cluster);
        cluster.world().stepsMax(STEPS_MAX);
        cluster.world().cyclesPerInstantMax(CYCLES_PER_INSTANT_MAX);
    }

    /**
     * Runs a scenario.
     *
     * @param seed any; with the profile, it decides everything
     */
    public static ClusterResult run(final ClusterProfile profile, final long seed) {
        return run(profile, seed, null, false);
    }

    /**
     * Runs a scenario and tells what happens.
     *
     * @param sink takes line after line; null: nobody listens
     * @param isWordy whether calls that go well are told of as well
     */
    public static ClusterResult run(
            final ClusterProfile profile,
            final long seed,
            final @Nullable Consumer<String> sink,
            final boolean isWordy) {
        final ClusterScenario scenario = ClusterScenario.of(profile, seed);
        if (sink != null) {
            scenario.describe().forEach(sink);
        }
        return new ClusterRun(scenario, new Trace(sink, isWordy)).run();
    }

    private ClusterResult run() {
        try {
            live();
            cluster.outcomes().checkAll();
        } catch (final RuntimeException | AssertionError e) {
            cluster.findings().add(cluster.world().nowNs(), words(e));
        }
        return result();
    }

    private void live() {
        cluster.startAll();
        new FaultInjector(cluster).schedule();
        operator.schedule();
        bounds.schedule(scenario.loadEndNs());
        cluster.world().run(scenario.loadEndNs());
        settle(scenario.workload().deadlineMaxNs() + SETTLE_MAX_NS);
        prober.probe();
        settle(SETTLE_MAX_NS);
        idle();
        bounds.check();
        new AccountsChecker(cluster).check();
        new TrafficChecker(cluster).check();
        new PatienceChecker(cluster).check();
        new HealthyChecker(cluster).check();
        operator.check();
    }

    /** Lets the cluster come to rest. */
    private void settle(final long withinNs) {
        final long limitNs = cluster.world().nowNs() + withinNs;
        String unrest = quiescence.unrest();
        while (unrest != null && cluster.world().nowNs() < limitNs) {
            cluster.world().run(cluster.world().nowNs() + SETTLE_STEP_NS);
            unrest = quiescence.unrest();
        }
        if (unrest != null) {
            cluster.findings().add(cluster.world().nowNs(), "the cluster does not come to rest: " + unrest);
        }
        cluster.trace().line(cluster.world().nowNs(), unrest == null ? "everything is quiet" : unrest);
    }

    /** A cluster at rest stays at rest, and engines sleep until something is due. */
    private void idle() {
        final long before = cycles();
        cluster.world().run(cluster.world().nowNs() + IDLE_NS);
        idleCycles = cycles() - before;
        final int links = cluster.clients().size() * cluster.dispatchers().size()
                + cluster.workers().size() * cluster.dispatchers().size()
                + cluster.dispatchers().size() * (cluster.dispatchers().size() - 1);
        final boolean hasOwners = scenario.workload().keyedShare() > 0;
        final int mostPerLink = hasOwners ? IDLE_CYCLES_MAX_PER_OWNERS_LINK : IDLE_CYCLES_MAX_PER_LINK;
        if (idleCycles > (long) links * mostPerLink) {
            cluster.findings()
                    .add(cluster.world().nowNs(), idleCycles + " cycles of an idle cluster with " + links + " links");
        }
        if (hasOwners) {
            // Their word of how much they have to do may be under way, and a shard that moves for what they had.
            settle(HANDOVER_MAX_NS);
        }
        final String unrest = quiescence.unrest();
        if (unrest != null) {
            cluster.findings().add(cluster.world().nowNs(), "the idle cluster has come to unrest: " + unrest);
        }
    }

    private long cycles() {
        return cluster.nodes().stream().mapToLong(SimNode::cycles).sum();
    }

    private static String words(final Throwable thrown) {
        final StringBuilder words = new StringBuilder("an exception escaped: ").append(thrown);
        final StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, STACK_FRAMES_MAX); i++) {
            words.append(System.lineSeparator()).append("      at ").append(frames[i]);
        }
        return words.toString();
    }

    private ClusterResult result() {
        return new ClusterResult(
                scenario.profile(),
                scenario.seed(),
                cluster.findings().kept(),
                cluster.findings().count(),
                cluster.world().digest() * 31 + cluster.ledger().digest(),
                cluster.ledger().calls().size(),
                cluster.ledger().outcomes(ReplyStatus.OK),
                cluster.ledger().executions,
                cluster.world().network().sent(),
                cluster.world().steps(),
                cluster.world().nowNs(),
                cluster.executions().latestNs(),
                prober.slowestNs(),
                idleCycles);
    }
}
