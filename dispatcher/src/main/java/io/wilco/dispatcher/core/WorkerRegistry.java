package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.wire.CloseReason;
import io.wilco.wire.RegisterFlyweight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is a worker: by id, through restarts; those that are gone stay known for a while, for people to see. */
final class WorkerRegistry {
    static final long DOWN_KEPT_NS = 300_000_000_000L;

    private final DispatcherConfig config;
    private final RequestTable table;
    private final ServiceTable services;
    private final Scheduler scheduler;
    private final DispatcherListener listener;
    private final Outliers outliers;
    private final List<WorkerNode> suspects = new ArrayList<>();
    private final List<WorkerNode> warming = new ArrayList<>();
    private long warmNextNs = Long.MAX_VALUE;
    private LossListener onLoss = (worker, link, reason) -> {};
    private final Map<String, WorkerNode> byId = new HashMap<>();
    private final List<@Nullable WorkerNode> byIndex = new ArrayList<>();

    WorkerRegistry(
            final DispatcherConfig config,
            final RequestTable table,
            final ServiceTable services,
            final Scheduler scheduler,
            final Outliers outliers,
            final DispatcherListener listener) {
        this.config = config;
        this.table = table;
        this.services = services;
        this.scheduler = scheduler;
        this.outliers = outliers;
        this.listener = listener;
    }

    /** Is told of a worker whose link has ended, as long as it still has its places. */
    interface LossListener {
        void onLost(WorkerNode worker, Link link, CloseReason reason);
    }

    /** Tells of each worker that is lost. */
    void onLoss(final LossListener lossListener) {
        onLoss = lossListener;
    }

    /**
     * Registers the worker at the other end of a link, in the place of an earlier link of the same id.
     *
     * @return why not, for people; empty if all is well
     */
    String register(final Link link, final RegisterFlyweight.Registration registration, final long nowNs) {
        final WorkerNode known = byId.get(registration.id());
        if (known == null && byId.size() >= config.workersMax() && !forgetOneDown()) {
            return "the dispatcher knows as many workers as it may";
        }
        final List<Service> offered = new ArrayList<>();
        for (final String name : registration.services()) {
            final Service service = services.ofName(name, offered);
            if (service == null) {
                return "the dispatcher knows as many services as it may";
            }
            if (!offered.contains(service)) {
                offered.add(service);
            }
        }
        final WorkerNode worker = known == null ? add(registration.id()) : known;
        final Link old = worker.link();
        if (old != null
                && worker.incarnation() == registration.incarnation()
                && !old.peer().equals(link.peer())
                && !old.liveness().isSuspect()) {
            // It found this dispatcher twice, as by an IPv4 and an IPv6 address.
            return "this worker has registered by another address already";
        }
        if (old != null) {
            onLost(worker, old, CloseReason.SUPERSEDED, nowNs);
            old.close(CloseReason.SUPERSEDED, "another worker registered as '" + worker.id() + "'");
        }
        outliers.forget(worker);
        worker.onRegistered(link, registration, offered, config.scheduling().zone(), services::newNumber, nowNs);
        if (worker.standing().isWarming(nowNs)) {
            warming.add(worker);
            warmNextNs = Math.min(warmNextNs, nowNs + Standing.STEP_NS);
        }
        link.attach(worker);
        scheduler.onChanged(worker, nowNs);
        listener.onWorkerUp(worker.id(), link.peer(), nowNs);
        return "";
    }

    private WorkerNode add(final String id) {
        int index = byIndex.indexOf(null);
        if (index < 0) {
            index = byIndex.size();
            byIndex.add(null);
        }
        final WorkerNode worker =
                new WorkerNode(index, id, table, config.scheduling().slowStartNs());
        byIndex.set(index, worker);
        byId.put(id, worker);
        return worker;
    }

    /** The worker's link has ended. */
    void onLost(final WorkerNode worker, final Link link, final CloseReason reason, final long nowNs) {
        suspects.remove(worker);
        warming.remove(worker);
        outliers.forget(worker);
        onLoss.onLost(worker, link, reason);
        worker.onGone(nowNs);
        scheduler.onWorkerLost(worker, link);
        listener.onWorkerDown(worker.id(), reason, worker.redispatchedLately(), nowNs);
    }

    /** Nothing is heard of a worker though it should answer. */
    void onSuspect(final WorkerNode worker, final long nowNs) {
        worker.onSuspect();
        worker.publish(nowNs);
        suspects.add(worker);
        scheduler.onWorkerSuspect(worker);
        listener.onWorkerSuspect(worker.id(), nowNs);
    }

    /** Notices suspects that are heard of again. Whatever they send counts, so nothing else tells of it. */
    void onTick(final long nowNs) {
        outliers.onTick(nowNs);
        if (nowNs >= warmNextNs) {
            warm(nowNs);
        }
        for (int i = suspects.size() - 1; i >= 0; i--) {
            final WorkerNode worker = suspects.get(i);
            if (!worker.isSuspect()) {
                suspects.remove(i);
                final long redispatched = worker.redispatchedLately();
                worker.onRecovered();
                scheduler.onChanged(worker, nowNs);
                listener.onWorkerRecovered(worker.id(), redispatched, nowNs);
            }
        }
    }

    private void warm(final long nowNs) {
        for (int i = warming.size() - 1; i >= 0; i--) {
            final WorkerNode worker = warming.get(i);
            worker.onWeight(nowNs);
            scheduler.onChanged(worker, nowNs);
            if (!worker.standing().isWarming(nowNs)) {
                warming.remove(i);
            }
        }
        warmNextNs = warming.isEmpty() ? Long.MAX_VALUE : nowNs + Standing.STEP_NS;
    }

    /** The greatest long if nothing is to be done. */
    long nextDeadlineNs() {
        return Math.min(warmNextNs, outliers.nextDeadlineNs());
    }

    /** The worker of that name, or null. */
    @Nullable
    WorkerNode ofId(final String id) {
        return byId.get(id);
    }

    @Nullable
    WorkerNode at(final int index) {
        return index < byIndex.size() ? byIndex.get(index) : null;
    }

    /** All that are known, by id. */
    List<WorkerNode> all() {
        final List<WorkerNode> workers = new ArrayList<>(byId.values());
        workers.sort((a, b) -> a.id().compareTo(b.id()));
        return workers;
    }

    /** Forgets workers that have been gone for long. */
    void forgetOld(final long nowNs) {
        byId.values().removeIf(worker -> {
            final boolean isOld = worker.link() == null
                    && nowNs - worker.lostNs > DOWN_KEPT_NS
                    && !worker.standing().isWanted();
            if (isOld) {
                byIndex.set(worker.index(), null);
            }
            return isOld;
        });
    }

    private boolean forgetOneDown() {
        WorkerNode longest = null;
        for (final WorkerNode worker : byId.values()) {
            if (worker.link() == null
                    && !worker.standing().isWanted()
                    && (longest == null || worker.lostNs < longest.lostNs)) {
                longest = worker;
            }
        }
        if (longest == null) {
            return false;
        }
        byId.remove(longest.id());
        byIndex.set(longest.index(), null);
        return true;
    }
}
