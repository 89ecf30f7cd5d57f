package io.wilco.loadgen.cluster;

import io.wilco.client.core.CallListener;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.wire.CloseReason;
import io.wilco.wire.ReplyStatus;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A client process: makes calls as its plan says, and hands every outcome to the checkers. */
final class SimClient extends SimNode implements CallListener {
    private final int index;
    private final ClusterScenario.ClientPlan plan;
    private final List<InetSocketAddress> dispatchers;
    private final SplittableRandom random;
    private @Nullable ClientEngine engine;
    private int calls;

    SimClient(
            final Cluster cluster,
            final int index,
            final ClusterScenario.ClientPlan plan,
            final InetSocketAddress address,
            final List<InetSocketAddress> dispatchers) {
        super(cluster, "client-" + index, address);
        this.index = index;
        this.plan = plan;
        this.dispatchers = dispatchers;
        random = world.newRandom();
    }

    ClientEngine engine() {
        return Objects.requireNonNull(engine, "never started");
    }

    ClusterScenario.ClientPlan plan() {
        return plan;
    }

    @Override
    Engine newEngine(final SplittableRandom engineRandom, final long clockNs) {
        final ClientEngine made = new ClientEngine(plan.config(), dispatchers, this, engineRandom, clockNs);
        engine = made;
        return made;
    }

    @Override
    void onStarted() {
        final long waitNs = Math.max(0, cluster.scenario().loadStartNs() - world.nowNs());
        final int chains = Math.max(1, plan.outstanding());
        for (int i = 0; i < chains; i++) {
            callAfter(waitNs + random.nextLong(plan.gapMeanNs() + 1));
        }
    }

    @Override
    void onGone() {
        cluster.ledger().abandon(index);
    }

    @Override
    void beginDrain() {
        // A client has nothing to wait for: it closes.
    }

    @Override
    boolean isDrained() {
        return true;
    }

    @Override
    void stop() {
        trace("closes");
        engine().close(clockNs());
    }

    @Override
    Endpoint endpoint() {
        return engine().endpoint();
    }

    // ---- Traffic.

    private void callAfter(final long delayNs) {
        if (world.nowNs() + delayNs < cluster.scenario().loadEndNs()) {
            run(delayNs, this::nextCalls);
        }
    }

    private void nextCalls() {
        if (isLeaving()
                || calls >= plan.callsMax()
                || world.nowNs() >= cluster.scenario().loadEndNs()) {
            return;
        }
        for (int i = 0; i < plan.burst(); i++) {
            calls++;
            call(cluster.scenario().workload().next(random));
        }
        if (plan.outstanding() == 0) {
            callAfter(random.nextLong(2 * plan.gapMeanNs() + 1));
        }
    }

    /** Makes a call, whatever the plan says. */
    CallRecord call(final CallPlan call) {
        final CallRecord record = cluster.ledger().begin(index, call, world.nowNs());
        final long id = engine().call(
                        clockNs(),
                        record,
                        Services.bytes(call.service()),
                        cluster.payloads().of(record.number, call.length()),
                        0,
                        call.length(),
                        clockNs() + call.deadlineNs(),
                        call.options());
        if (id == ClientEngine.REFUSED || id == ClientEngine.OVERLOADED) {
            cluster.ledger().onRefused(record);
            if (id == ClientEngine.REFUSED) {
                cluster.outcomes().onRefused(this, record);
            }
            onEnded(record);
            return record;
        }
        record.callId = id;
        if (call.cancelAfterNs() >= 0) {
            run(call.cancelAfterNs(), () -> cancel(record));
        }
        return record;
    }

    private void cancel(final CallRecord record) {
        record.isCancelAsked |= record.isOpen();
        // Of a call that has ended, this must do nothing, though its slot may be in use again.
        engine().cancel(clockNs(), record.callId);
    }

    private void onEnded(final CallRecord record) {
        if (plan.outstanding() > 0) {
            // As a caller would: not at once, and less soon after a failure.
            final long failureNs = record.status == ReplyStatus.OK ? 0 : 1_000_000L;
            callAfter(failureNs + random.nextLong(2 * plan.gapMeanNs() + 1));
        }
    }

    // ---- What the engine tells.

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        final CallRecord record = (CallRecord) context;
        cluster.outcomes().onOutcome(this, record, outcome);
        onEnded(record);
    }

    @Override
    public void onConnected(final InetSocketAddress dispatcher, final long nowNs) {
        if (isTracing()) {
            trace("connected to " + cluster.nameOf(dispatcher));
        }
    }

    @Override
    public void onDisconnected(
            final InetSocketAddress dispatcher,
            final long nowNs,
            final CloseReason reason,
            final boolean wasConnected) {
        if (wasConnected) {
            cluster.ledger().onLinkLost(reason);
        }
        if (isTracing()) {
            trace((wasConnected ? "lost " : "did not reach ") + cluster.nameOf(dispatcher) + ": " + reason);
        }
    }
}
