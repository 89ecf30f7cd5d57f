package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.WorkerChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Gives orders to dispatchers that agree, and checks that none is lost which was confirmed: a worker's weight is in the
 * end what the latest order said, as far as it can be said which one that was.
 */
final class SimOperator {
    private static final int ORDERS_MAX = 16;
    private static final long AGAIN_NS = 200_000_000L;

    /** What was ordered before has been agreed on by then, or is lost. */
    private static final long SETTLED_NS = 500_000_000L;

    /** Each order says another weight, from here on, so that it is known by it. */
    private static final int WEIGHT_MIN = 60;

    private final Cluster cluster;
    private final SplittableRandom random;
    private final List<Order> orders = new ArrayList<>();
    private final Set<String> drained = new HashSet<>();

    /** Who wanted what, when, and since when it is confirmed. */
    private static final class Order {
        private final String worker;
        private final int weight;
        private final long givenNs;
        private long confirmedNs = Long.MAX_VALUE;

        Order(final String worker, final int weight, final long givenNs) {
            this.worker = worker;
            this.weight = weight;
            this.givenNs = givenNs;
        }

        boolean isBefore(final Order other) {
            return confirmedNs < other.givenNs;
        }
    }

    SimOperator(final Cluster cluster) {
        this.cluster = cluster;
        // Of its own, so that seeds mean what they meant.
        random = new SplittableRandom(cluster.scenario().seed() * 37 + 11);
    }

    void schedule() {
        final ClusterScenario scenario = cluster.scenario();
        if (!scenario.isCluster()) {
            return;
        }
        long atNs = scenario.loadStartNs();
        for (int i = random.nextInt(ORDERS_MAX + 1); i > 0 && atNs < scenario.healNs(); i--) {
            cluster.world().at(atNs, this::order);
            // Now and then one right after the other.
            atNs += random.nextInt(3) == 0
                    ? random.nextLong(5_000_000L)
                    : random.nextLong(1 + scenario.healNs() - scenario.loadStartNs()) / 4;
        }
        cluster.world().at(scenario.healNs() + SETTLED_NS, this::takeBackAll);
    }

    private void order() {
        final SimWorker worker =
                cluster.workers().get(random.nextInt(cluster.workers().size()));
        if (random.nextInt(4) == 0) {
            drained.add(worker.config().id());
            give(worker.config().id(), WorkerChange.ofState(AdminState.DRAIN), () -> {});
        } else {
            final Order order = new Order(
                    worker.config().id(),
                    WEIGHT_MIN + orders.size(),
                    cluster.world().nowNs());
            orders.add(order);
            give(
                    order.worker,
                    WorkerChange.ofWeight(order.weight),
                    () -> order.confirmedNs = cluster.world().nowNs());
        }
    }

    private void give(final String worker, final WorkerChange change, final Runnable onDone) {
        final SimDispatcher dispatcher =
                cluster.dispatchers().get(random.nextInt(cluster.dispatchers().size()));
        if (dispatcher.isUp()) {
            dispatcher.run(
                    0,
                    () -> dispatcher.engine().operator().change(worker, change, dispatcher.clockNs(), result -> {
                        if (dispatcher.isTracing()) {
                            dispatcher.trace("was told to set " + worker + " to " + change + ": " + result);
                        }
                        if (result.status() == OperatorResult.Status.DONE) {
                            onDone.run();
                        }
                    }));
        }
    }

    /** Nobody is to be out in the end; said again and again, for it may get lost. */
    private void takeBackAll() {
        for (final String worker : List.copyOf(drained)) {
            give(worker, WorkerChange.ofState(AdminState.READY), () -> drained.remove(worker));
        }
        if (!drained.isEmpty()) {
            cluster.world().at(cluster.world().nowNs() + AGAIN_NS, this::takeBackAll);
        }
    }

    /** After the run. */
    void check() {
        for (final SimWorker worker : cluster.workers()) {
            final String id = worker.config().id();
            if (orders.stream().anyMatch(order -> order.worker.equals(id))) {
                cluster.dispatchers().forEach(dispatcher -> check(id, dispatcher));
            }
        }
    }

    private void check(final String id, final SimDispatcher dispatcher) {
        final int weight = dispatcher.engine().snapshot(dispatcher.clockNs()).workers().stream()
                .filter(worker -> worker.id().equals(id))
                .map(DispatcherSnapshot.WorkerSnapshot::traits)
                .findFirst()
                .orElseThrow()
                .weight();
        final boolean isFine = orders.stream()
                .filter(order -> order.worker.equals(id))
                .filter(order -> orders.stream()
                        .noneMatch(later -> later.worker.equals(id)
                                && later.confirmedNs != Long.MAX_VALUE
                                && order.isBefore(later)))
                .anyMatch(order -> order.weight == weight);
        final boolean isNoneConfirmed =
                orders.stream().noneMatch(order -> order.worker.equals(id) && order.confirmedNs != Long.MAX_VALUE);
        if (!isFine && !isNoneConfirmed) {
            cluster.findings()
                    .add(
                            cluster.world().nowNs(),
                            dispatcher.name() + " gives " + id + " the weight " + weight
                                    + ", though a later order was confirmed");
        }
    }
}
