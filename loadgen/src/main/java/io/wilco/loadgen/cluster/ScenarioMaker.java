package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.sim.SimFaults;
import io.wilco.worker.core.WorkerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws a scenario. */
final class ScenarioMaker {
    private static final long MS = 1_000_000L;
    private static final long LOAD_START_NS = 250 * MS;
    private static final long LOAD_START_EARLY_NS = MS;
    private static final double REPLAY_SHARE_MAX = 0.03;
    private static final int CLIENTS_MAX = 4;
    private static final int DISPATCHERS_MAX = 2;
    private static final int MEMBERS_MAX = 3;
    private static final int FOLLOWERS_MAX = 2;
    private static final int WORKERS_MAX = 5;
    private static final int CONCURRENCY_MAX = 8;
    private static final int FAULTS_MAX = 8;
    private static final int CALLS_MIN = 60;
    private static final int CALLS_MAX = 1_500;
    private static final int OUTSTANDING_MAX = 24;
    private static final int BURST_MAX = 100;
    private static final double HEALTHY_UTILISATION_MAX = 0.5;
    private static final double UTILISATION_MAX = 1.5;
    private static final long SERVICE_MEAN_MAX_NS = 50 * MS;
    private static final int KEYS_MAX = 1_000;

    private final ClusterProfile profile;
    private final long seed;
    private final SplittableRandom random;
    private final LimitsMaker limits;

    ScenarioMaker(final ClusterProfile profile, final long seed) {
        this.profile = profile;
        this.seed = seed;
        // By the label, not the ordinal: a new profile must not change what old seeds mean.
        random = new SplittableRandom(seed * 31 + profile.label().hashCode());
        limits = new LimitsMaker(random.split(), profile.tinyShare());
    }

    ClusterScenario make() {
        final int clientCount = 1 + random.nextInt(CLIENTS_MAX);
        final int dispatcherCount = 1 + random.nextInt(profile.isKeyed() ? MEMBERS_MAX : DISPATCHERS_MAX);
        final int workerCount = 1 + random.nextInt(WORKERS_MAX);
        // Now and then before anybody is connected.
        final long loadStartNs = !profile.isHealthy() && random.nextInt(4) == 0 ? LOAD_START_EARLY_NS : LOAD_START_NS;
        final boolean isLong = random.nextInt(4) == 0 || profile.isKeyed();
        final long healNs = loadStartNs + random.nextLong(500 * MS, isLong ? 5_000 * MS : 2_000 * MS);
        final long loadEndNs = healNs + random.nextLong(300 * MS, 600 * MS);
        final List<WorkerConfig> workers = new ArrayList<>();
        for (int i = 0; i < workerCount; i++) {
            workers.add(limits.worker("worker-" + i, services(i), 1 + random.nextInt(CONCURRENCY_MAX)));
        }
        final int followers = followers();
        final List<DispatcherConfig> dispatchers = new ArrayList<>();
        for (int i = 0; i < dispatcherCount + followers; i++) {
            dispatchers.add(limits.dispatcher(clientCount + workerCount + 2 * (dispatcherCount - 1) + followers));
        }
        final int calls = (int) Workload.spread(random, CALLS_MIN, CALLS_MAX);
        final Workload workload = workload(workers, calls, loadEndNs - loadStartNs, dispatcherCount);
        final List<ClusterScenario.ClientPlan> clients = new ArrayList<>();
        for (int i = 0; i < clientCount; i++) {
            clients.add(client(1 + calls / clientCount, loadEndNs - loadStartNs));
        }
        return new ClusterScenario(
                profile,
                seed,
                network(),
                !profile.isHealthy() && random.nextInt(4) == 0,
                profile.lossMax() > 0 && random.nextInt(3) == 0 ? random.nextDouble() * REPLAY_SHARE_MAX : 0,
                dispatchers,
                followers,
                workers,
                clients,
                limits.tiny(),
                workload,
                faults(clientCount, dispatcherCount, followers, workerCount, loadStartNs, healNs),
                loadStartNs,
                healNs,
                loadEndNs);
    }

    /** Drawn from a source of its own, so that seeds without followers mean what they meant. */
    private int followers() {
        return profile.isKeyed() ? new SplittableRandom(~seed).nextInt(FOLLOWERS_MAX + 1) : 0;
    }

    /** The first worker offers all, so that no service is without a worker for good. */
    private List<String> services(final int worker) {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < Services.OFFERED; i++) {
            if (worker == 0 || profile.isHealthy() || random.nextInt(4) > 0) {
                names.add(Services.name(i));
            }
        }
        return names.isEmpty() ? List.of(Services.name(0)) : names;
    }

    private Workload workload(
            final List<WorkerConfig> workers, final int calls, final long periodNs, final int dispatcherCount) {
        // Some policies give every worker the same, however many handlers it has.
        final IntStream concurrencies = workers.stream().mapToInt(WorkerConfig::concurrency);
        final int handlers =
                profile.isHealthy() ? workers.size() * concurrencies.min().orElseThrow() : concurrencies.sum();
        final double utilisation = random.nextInt(5) == 0
                ? 0
                : random.nextDouble(0.01, profile.isHealthy() ? HEALTHY_UTILISATION_MAX : UTILISATION_MAX);
        final long serviceMeanNs = Math.min(SERVICE_MEAN_MAX_NS, (long) (utilisation * periodNs * handlers / calls));
        final int mood = profile.isHealthy() ? 2 : random.nextInt(3);
        final long deadlineMinNs = switch (mood) {
            case 0 -> 2 * MS;
            case 1 -> 20 * MS;
            default -> 3_000 * MS;
        };
        return new Workload(
                random.nextInt(3) == 0 ? Payloads.LENGTH_MAX : 20_000,
                largeShare(),
                largeReplyShare(),
                random.nextInt(3) * 0.5,
                deadlineMinNs,
                mood == 0 ? 300 * MS : 3_500 * MS,
                serviceMeanNs,
                random.nextInt(3),
                random.nextInt(2) * 0.05,
                random.nextInt(2) * 0.08,
                random.nextInt(2) * 0.02,
                keyedShare(dispatcherCount),
                (int) Workload.spread(random, 1, KEYS_MAX));
    }

    /** Dispatchers that are no cluster cannot own shards together. */
    private double keyedShare(final int dispatcherCount) {
        if (profile.isKeyed()) {
            return 1;
        }
        // Keys are no even load, and the first one has to wait until shards have owners.
        final boolean mayBeKeyed = dispatcherCount == 1 && !profile.isHealthy();
        return mayBeKeyed && random.nextInt(2) == 0 ? random.nextDouble() : 0;
    }

    private double largeShare() {
        final double share = random.nextInt(3) == 0 ? 0.1 : 0.02;
        // Many messages of several fragments each make short work of tiny windows.
        return profile == ClusterProfile.TINY_LIMITS ? 3 * share : share;
    }

    /** Small requests with large replies fill the links on the way back. */
    private double largeReplyShare() {
        final double most = profile == ClusterProfile.TINY_LIMITS ? 1 : 0.05;
        return random.nextInt(2) * most * random.nextDouble();
    }

    private ClusterScenario.ClientPlan client(final int calls, final long periodNs) {
        final boolean isClosedLoop = random.nextBoolean();
        final int outstanding = isClosedLoop ? 1 + random.nextInt(OUTSTANDING_MAX) : 0;
        final int burst = isClosedLoop || random.nextBoolean() ? 1 : (int) Workload.spread(random, 2, BURST_MAX);
        final long gapNs = periodNs * (isClosedLoop ? outstanding : burst) / calls;
        return new ClusterScenario.ClientPlan(limits.client(), outstanding, gapNs, burst, calls);
    }

    private SimFaults network() {
        final long delayMinNs = Workload.spread(random, 10_000, 2 * MS);
        final long delayMaxNs = delayMinNs * (1 + random.nextInt(4));
        SimFaults network = SimFaults.NONE.withDelay(delayMinNs, delayMaxNs);
        if (profile.lossMax() == 0) {
            return network;
        }
        if (random.nextInt(6) > 0) {
            network = network.withLoss(random.nextDouble() * profile.lossMax());
        }
        if (random.nextInt(3) > 0) {
            network = network.withDuplicate(random.nextDouble() * 0.1);
        }
        if (random.nextInt(3) > 0) {
            network = network.withReorder(random.nextDouble() * 0.2, Workload.spread(random, 100_000, 20 * MS));
        }
        if (random.nextInt(4) == 0) {
            network = network.withCorrupt(random.nextDouble() * 0.02);
        }
        if (random.nextInt(6) == 0) {
            network = network.withBottleneck(
                    Workload.spread(random, 2_000_000, 100_000_000), Workload.spread(random, 16_384, 1 << 20));
        }
        return network;
    }

    private List<FaultPlan> faults(
            final int clients,
            final int members,
            final int followers,
            final int workers,
            final long fromNs,
            final long healNs) {
        final int dispatchers = members + followers;
        final List<FaultKind> kinds = profile.faults();
        final List<FaultPlan> plans = new ArrayList<>();
        // Leases and links end within a second or so.
        final long mostNs = profile.isKeyed() ? 5_000 * MS : 2_000 * MS;
        final long longestNs = random.nextInt(3) == 0 ? 100 * MS : mostNs;
        final int count = kinds.isEmpty() ? 0 : 1 + random.nextInt(FAULTS_MAX);
        for (int i = 0; i < count; i++) {
            final FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            final int targets = switch (kind) {
                case PARTITION -> clients + workers;
                case STALL, BLOCKED_SOCKET -> clients + workers + dispatchers;
                case WORKER_CRASH, WORKER_DRAIN, WORKER_QUIT -> workers;
                case DISPATCHER_CRASH, DISPATCHER_DRAIN, DISPATCHER_QUIT -> dispatchers;
                case LEADER_LOST, CUT_OFF -> members;
                case CLIENT_CRASH, CLIENT_CLOSE -> clients;
            };
            final long startNs = random.nextLong(fromNs, healNs);
            final long durationNs = Math.min(Workload.spread(random, 2 * MS, longestNs), healNs - startNs);
            final int direction = random.nextInt(4);
            plans.add(new FaultPlan(
                    kind,
                    startNs,
                    durationNs,
                    random.nextInt(targets),
                    random.nextInt(dispatchers),
                    direction != 0,
                    direction != 1));
        }
        plans.sort(Comparator.comparingLong(FaultPlan::startNs));
        return plans;
    }
}
