package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot.WorkerSnapshot;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.core.ShardsSnapshot;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.wire.WorkerTraits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** What stands behind an administration in tests: workers that do what operators want of them, and note it. */
public final class FakeDispatcher implements SnapshotSource, Control {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Map<String, WorkerSnapshot> workers = new LinkedHashMap<>();
    private final List<String> changes = new ArrayList<>();
    private OperatorResult refusal;
    private Settings settings = Settings.NONE;
    private List<ShardsSnapshot> shards = List.of();
    private boolean isStuck;
    private long finishedAtEachLook;
    private int looks;

    /** An administration of it, at any port. */
    public AdminServer serve() {
        try {
            return AdminServer.start(ANY_PORT, this, timeout -> shards(), this);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds a ready worker with so many requests outstanding. */
    public synchronized FakeDispatcher with(final String id, final WorkerTraits traits, final long outstanding) {
        workers.put(id, Snapshots.worker(id, "ready", AdminState.READY, traits, outstanding, 60));
        return this;
    }

    /** Makes each worker finish so many requests before each snapshot. */
    public synchronized FakeDispatcher finishingAtEachLook(final long requests) {
        finishedAtEachLook = requests;
        return this;
    }

    /** Makes it refuse whatever is not forced. */
    public synchronized void refuse(final String why) {
        refusal = new OperatorResult(OperatorResult.Status.REFUSED, why);
    }

    /** Gives services owners of their keys. */
    public synchronized void own(final ShardsSnapshot... services) {
        shards = List.of(services);
    }

    private synchronized List<ShardsSnapshot> shards() {
        return shards;
    }

    /** Makes it answer nothing in time. */
    public synchronized void stick() {
        isStuck = true;
    }

    /** What was changed, in order. */
    public synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /** How many snapshots were taken. */
    public synchronized int looks() {
        return looks;
    }

    @Override
    public synchronized OperatorResult change(final String id, final WorkerChange change, final Duration timeout)
            throws TimeoutException {
        checkStuck();
        final WorkerSnapshot worker = workers.get(id);
        if (worker == null) {
            return new OperatorResult(OperatorResult.Status.UNKNOWN_WORKER, "no worker is named '" + id + "'");
        }
        if (refusal != null && !change.isForced()) {
            return refusal;
        }
        changes.add(id + " weight=" + change.weight() + " state=" + change.state() + " force=" + change.isForced());
        final WorkerTraits traits = worker.traits();
        final AdminState wanted = change.state() == null ? worker.wanted() : change.state();
        workers.put(
                id,
                Snapshots.worker(
                        id,
                        stateOf(wanted),
                        wanted,
                        new WorkerTraits(
                                change.weight() == 0 ? traits.weight() : change.weight(), traits.tier(), traits.zone()),
                        worker.outstanding(),
                        worker.completed()));
        return new OperatorResult(OperatorResult.Status.DONE, "");
    }

    @Override
    public synchronized OperatorResult takeForDead(final String id, final Duration timeout) throws TimeoutException {
        checkStuck();
        final WorkerSnapshot worker = workers.get(id);
        if (worker == null) {
            return new OperatorResult(
                    OperatorResult.Status.UNKNOWN_WORKER, "no worker named '" + id + "' is waited for");
        }
        if (worker.state().equals("ready")) {
            return new OperatorResult(OperatorResult.Status.IN_USE, "worker '" + id + "' has a link");
        }
        changes.add(id + " dead");
        return new OperatorResult(OperatorResult.Status.DONE, "");
    }

    @Override
    public synchronized OperatorResult set(final SettingsChange change, final Duration timeout)
            throws TimeoutException {
        checkStuck();
        settings = new Settings(
                change.policy().isEmpty() ? settings.policy() : change.policy(),
                change.movesMax() == Settings.AS_BEFORE ? settings.movesMax() : change.movesMax());
        return new OperatorResult(OperatorResult.Status.DONE, "");
    }

    @Override
    public synchronized Settings settings(final Duration timeout) throws TimeoutException {
        checkStuck();
        return settings;
    }

    private static String stateOf(final AdminState wanted) {
        return wanted == AdminState.DRAIN ? "draining" : wanted.text();
    }

    @Override
    public synchronized DispatcherSnapshot snapshot(final Duration timeout) throws TimeoutException {
        checkStuck();
        looks++;
        workers.replaceAll((id, worker) -> Snapshots.worker(
                id,
                worker.state(),
                worker.wanted(),
                worker.traits(),
                Math.max(0, worker.outstanding() - finishedAtEachLook),
                worker.completed()));
        return Snapshots.of(100, List.copyOf(workers.values()));
    }

    private void checkStuck() throws TimeoutException {
        if (isStuck) {
            throw new TimeoutException("stuck");
        }
    }
}
