package io.wilco.loadgen.cluster;

import io.wilco.worker.core.Handover;
import io.wilco.worker.core.RequestView;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Looks at every execution for a key: by the owner of its shard, the only one under that epoch, and never under an
 * epoch that is over.
 */
final class ShardChecker {
    private final Cluster cluster;
    private final boolean isStrict;
    private final Map<Epoch, String> owners = new HashMap<>();
    private final Map<Shard, Long> newest = new HashMap<>();
    private final Map<Execution, Shard> running = new HashMap<>();

    private record Shard(String service, int number) {}

    private record Epoch(Shard shard, long number) {}

    /** What embedders have been told that they have, and under which epoch. */
    private final Map<Custody, Long> held = new HashMap<>();

    /** What they were last told to hand over, or that they have lost. */
    private final Map<Custody, Long> releasing = new HashMap<>();

    private record Execution(SimWorker worker, long id) {}

    private record Custody(SimWorker worker, Shard shard) {}

    ShardChecker(final Cluster cluster) {
        this.cluster = cluster;
        final ClusterScenario scenario = cluster.scenario();
        // Nobody can end the handler of a worker that is out of reach; its lease keeps it from beginning anything new.
        isStrict = !scenario.has(FaultKind.PARTITION)
                && !scenario.has(FaultKind.STALL)
                && !scenario.has(FaultKind.BLOCKED_SOCKET)
                && !scenario.losesDatagrams();
    }

    /** A worker begins to execute a call. */
    void onStarted(final SimWorker worker, final CallRecord call, final RequestView request) {
        if (!Objects.equals(request.key(), call.plan.options().key())) {
            complain(worker, "executes for key " + request.key() + " " + call);
            return;
        }
        if (request.key() == null) {
            return;
        }
        final Shard shard = shard(worker, request);
        if (request.shard() != request.key().shard() || request.epoch() <= 0) {
            complain(
                    worker,
                    "executes as owner of shard " + request.shard() + ", epoch " + request.epoch() + " " + call);
        }
        final String owner = worker.name() + " in life " + worker.incarnation();
        final String known = owners.putIfAbsent(new Epoch(shard, request.epoch()), owner);
        if (known != null && !known.equals(owner)) {
            complain(worker, "executes under epoch " + request.epoch() + " of " + shard + ", as did " + known);
        }
        final long latest = newest.merge(shard, request.epoch(), Math::max);
        if (request.epoch() < latest) {
            complain(worker, "executes under epoch " + request.epoch() + " of " + shard + ", after " + latest);
        }
    }

    private static Shard shard(final SimWorker worker, final RequestView request) {
        return new Shard(worker.config().services().get(request.serviceIndex()), request.shard());
    }

    /** A handler runs. */
    void onRunning(final SimWorker worker, final long executionId, final RequestView request) {
        if (request.key() == null) {
            return;
        }
        final Shard shard = shard(worker, request);
        for (final Map.Entry<Execution, Shard> other : running.entrySet()) {
            if (isStrict
                    && other.getValue().equals(shard)
                    && other.getKey().worker != worker
                    && other.getKey().worker.isUp()) {
                complain(
                        worker,
                        "executes for " + shard + ", for which "
                                + other.getKey().worker.name() + " executes still");
            }
        }
        running.put(new Execution(worker, executionId), shard);
    }

    void onEnded(final SimWorker worker, final long executionId) {
        running.remove(new Execution(worker, executionId));
    }

    /** Its process has ended, and all that ran in it. */
    void onGone(final SimWorker worker) {
        running.keySet().removeIf(execution -> execution.worker == worker);
        held.keySet().removeIf(custody -> custody.worker == worker);
    }

    /** Shards come to a worker, or leave it. */
    void onHandover(final SimWorker worker, final Handover handover) {
        checkOrder(worker, handover);
        if (handover.kind() != Handover.Kind.RELEASED) {
            return;
        }
        final String service = worker.config().services().get(handover.service());
        for (final int number : handover.shards()) {
            final Shard shard = new Shard(service, number);
            for (final Map.Entry<Execution, Shard> other : running.entrySet()) {
                if (other.getKey().worker == worker && other.getValue().equals(shard)) {
                    complain(worker, "hands over " + shard + ", for which it executes still");
                }
            }
        }
    }

    /**
     * An embedder hears of a shard in the order of what becomes of it: it comes, then it is released or lost; or lost
     * while it is being released.
     */
    private void checkOrder(final SimWorker worker, final Handover handover) {
        final String service = worker.config().services().get(handover.service());
        for (int i = 0; i < handover.shards().size(); i++) {
            final Shard shard = new Shard(service, handover.shards().get(i));
            final Custody custody = new Custody(worker, shard);
            final Long epoch = handover.epochs().get(i);
            final Long had = held.get(custody);
            final boolean isFine = switch (handover.kind()) {
                case ACQUIRED -> had == null;
                case RELEASED -> epoch.equals(had);
                case LOST -> epoch.equals(had) || (had == null && epoch.equals(releasing.get(custody)));
            };
            if (!isFine) {
                final String has = had == null ? "does not have it" : "has it under epoch " + had;
                complain(worker, handover.kind() + " " + shard + ", epoch " + epoch + ": its embedder " + has);
            }
            if (handover.kind() == Handover.Kind.ACQUIRED) {
                held.put(custody, epoch);
            } else {
                held.remove(custody);
                releasing.put(custody, epoch);
            }
        }
    }

    private void complain(final SimWorker worker, final String what) {
        cluster.findings().add(cluster.world().nowNs(), worker.name() + " " + what);
    }
}
