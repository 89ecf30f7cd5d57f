package io.wilco.loadgen.cluster;

import io.wilco.sim.SimFaults;
import io.wilco.wire.Delivery;
import io.wilco.worker.core.RequestView;
import org.jspecify.annotations.Nullable;

/** Looks at every execution: a call that was made, whole, not once too often, not long after its deadline. */
final class ExecutionChecker {
    /** Ticks of timers, and budgets in whole microseconds. */
    private static final long SLACK_NS = 2_000_000L;

    private final Cluster cluster;
    private final long lateMaxNs;
    private long latestNs;

    ExecutionChecker(final Cluster cluster) {
        this.cluster = cluster;
        lateMaxNs = lateMaxNs(cluster.scenario());
    }

    /**
     * A request carries how much time is left, not when it ends: a worker believes it has the time that passed while
     * the request was on the wire, on both hops, and in the socket of a process that did not run.
     */
    private static long lateMaxNs(final ClusterScenario scenario) {
        final SimFaults network = scenario.network();
        final long queueNs =
                network.bytesPerSecond() == 0 ? 0 : network.queueBytesMax() * 1_000_000_000L / network.bytesPerSecond();
        final long stallsNs = scenario.faults().stream()
                .filter(fault -> fault.kind() == FaultKind.STALL || fault.kind() == FaultKind.BLOCKED_SOCKET)
                .mapToLong(FaultPlan::durationNs)
                .sum();
        // A replay whose original was lost is new to its receiver, and says what was left when the original was sent.
        final long replayNs = scenario.replayShare() > 0 ? Replayer.DELAY_MAX_NS : 0;
        return replayNs + 2 * (network.delayMaxNs() + network.reorderDelayMaxNs() + queueNs) + stallsNs + SLACK_NS;
    }

    /** A worker begins to execute a request; returns the call it belongs to, or null if its payload does not say. */
    @Nullable
    CallRecord onStarted(final SimWorker worker, final RequestView request) {
        final Ledger ledger = cluster.ledger();
        ledger.executions++;
        final int length = request.length();
        if (length == 0) {
            ledger.namelessExecutions++;
            return null;
        }
        final int number = length < Payloads.LENGTH_MIN ? -1 : Payloads.number(request.buffer(), request.offset());
        if (number < 0 || number >= ledger.calls().size()) {
            complain(worker, "executes what nobody asked for, " + length + " bytes");
            return null;
        }
        final CallRecord call = ledger.calls().get(number);
        call.executions++;
        check(worker, call, request);
        cluster.shards().onStarted(worker, call, request);
        return call;
    }

    private void check(final SimWorker worker, final CallRecord call, final RequestView request) {
        if (!Payloads.isPayload(
                call.number, call.plan.length(), request.buffer(), request.offset(), request.length())) {
            complain(worker, "executes with a payload of " + request.length() + " wrong bytes " + call);
        }
        if (!worker.config().services().get(request.serviceIndex()).equals(Services.name(call.plan.service()))) {
            complain(worker, "executes in service " + request.serviceIndex() + " " + call);
        }
        if (call.executions > 1 && call.plan.delivery() == Delivery.AT_MOST_ONCE) {
            complain(worker, "executes once more " + call);
        }
        if (call.executions > call.plan.workersMax()
                && cluster.scenario().profile().isHealthy()) {
            complain(worker, "executes more often than asked for in a healthy cluster " + call);
        }
        if (request.budgetNs() <= 0 || request.budgetNs() > call.plan.deadlineNs()) {
            complain(worker, "is told a budget of " + request.budgetNs() + " ns for " + call);
        }
        final long lateNs = cluster.world().nowNs() - call.deadlineNs;
        latestNs = Math.max(latestNs, lateNs);
        if (lateNs > lateMaxNs) {
            complain(worker, "executes " + lateNs / 1_000 + " us late " + call);
        }
        if (cluster.trace().isWordy()) {
            worker.trace("executes " + call);
        }
    }

    /** How long after the client's deadline an execution began, at the most; 0 if none did. */
    long latestNs() {
        return latestNs;
    }

    private void complain(final SimWorker worker, final String what) {
        cluster.findings().add(cluster.world().nowNs(), worker.name() + " " + what);
    }
}
