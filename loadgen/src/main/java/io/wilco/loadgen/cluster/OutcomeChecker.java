package io.wilco.loadgen.cluster;

import io.wilco.client.core.Outcome;
import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;

/** Looks at every outcome: the only one of its call, in time, right, and not without a reason. */
final class OutcomeChecker {
    /** Two ticks of the client's timers, and the cycle in which they fire. */
    private static final long LATE_MAX_NS = 2_200_000L;

    /** A budget loses up to a microsecond at each hop. */
    private static final long EARLY_MAX_NS = 3_000L;

    private static final String TOO_LARGE = "the reply is larger than ";

    private final Cluster cluster;

    OutcomeChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    void onOutcome(final SimClient client, final CallRecord call, final Outcome outcome) {
        final long nowNs = cluster.world().nowNs();
        if (!call.isOpen()) {
            complain("a second outcome, " + outcome.status() + ", of", call);
            return;
        }
        call.status = outcome.status();
        call.reason = outcome.reason();
        call.endedNs = nowNs;
        call.isEndedByClosing = client.isLeaving();
        call.isMoved = client.engine().movedCalls() > 0;
        cluster.ledger().onEnded(outcome.status());
        if (cluster.trace().isOn()
                && (outcome.status() != ReplyStatus.OK || cluster.trace().isWordy())) {
            client.trace("ends " + call);
        }
        if (nowNs > Math.max(call.deadlineNs, client.stalledUntilNs()) + LATE_MAX_NS) {
            complain("ended long after its deadline:", call);
        }
        if ((call.status == ReplyStatus.REJECTED) == (call.reason == RejectReason.NONE)) {
            complain("a rejection without reason, or a reason without rejection:", call);
        }
        switch (outcome.status()) {
            case OK -> onOk(call, outcome);
            case APPLICATION_ERROR -> onApplicationError(call, outcome);
            case REJECTED -> onRejected(client, call);
            case DEADLINE_EXCEEDED -> onDeadlineExceeded(call);
            case OUTCOME_UNKNOWN -> {
                // Whether some link was lost is known for sure only afterwards.
            }
            case CANCELLED -> onCancelled(call);
        }
    }

    private void onOk(final CallRecord call, final Outcome outcome) {
        if (call.isNamed() && call.plan.fails()) {
            complain("OK, though the handler failed:", call);
        }
        if (call.isNamed() && call.executions == 0) {
            complain("OK, though nobody executed it:", call);
        }
        final int length = call.isNamed() ? call.plan.replyLength() : 0;
        if (!Payloads.isPayload(call.number, length, outcome.buffer(), outcome.offset(), outcome.length())) {
            complain("a wrong reply of " + outcome.length() + " bytes to", call);
        }
    }

    private void onApplicationError(final CallRecord call, final Outcome outcome) {
        final String text = outcome.text();
        final boolean isPlanned = call.plan.fails() && text.equals(SimWorker.failure(call));
        if (!isPlanned && !(isAnyTiny() && text.startsWith(TOO_LARGE))) {
            complain("a wrong application error, '" + text + "', of", call);
        }
        if (call.executions == 0) {
            complain("an application error, though nobody executed it:", call);
        }
    }

    private void onDeadlineExceeded(final CallRecord call) {
        if (call.endedNs < call.deadlineNs - EARLY_MAX_NS) {
            complain("ended by a deadline that had not come:", call);
        }
    }

    private void onCancelled(final CallRecord call) {
        if (!call.isCancelAsked) {
            complain("cancelled, though nobody asked for it:", call);
        }
    }

    private void onRejected(final SimClient client, final CallRecord call) {
        final boolean isExcused = switch (call.reason) {
            case QUEUE_FULL, TOO_LARGE -> isAnyTiny();
            case ATTEMPTS_EXHAUSTED -> isAnyTiny() || cluster.scenario().has(FaultKind.WORKER_DRAIN);
            case NO_WORKERS -> call.plan.service() == Services.STRANGER || mayLackWorkers();
            case NO_DISPATCHER -> call.endedNs >= call.deadlineNs && mayLackDispatchers();
            case DRAINING -> client.isLeaving();
            case OVERLOADED -> true;
            case NO_PLACEMENT ->
                cluster.scenario().followers() > 0 && cluster.scenario().losesLinks();
            case NONE, WORKER_BUSY, MALFORMED, CLIENT_QUEUE_FULL, RECALLED, NOT_OWNER, MOVED, UNKNOWN -> false;
        };
        if (!isExcused) {
            complain("rejected for no good reason:", call);
        }
    }

    /** The client's engine did not take it. */
    void onRefused(final SimClient client, final CallRecord call) {
        final boolean isFull =
                client.engine().openCalls() >= client.plan().config().callsMax();
        final boolean isShortOfMemory = client.plan().config().keptBytesMax() < 1 << 22;
        if (!isFull && !isShortOfMemory) {
            complain("refused by its own client for no good reason:", call);
        }
    }

    /** After the run: what could not be said of a single outcome at its time. */
    void checkAll() {
        // Who left before it had heard of a link cannot say goodbye on it.
        final boolean isOrderly = cluster.ledger().linksBroken == 0 && cluster.ledger().leftUndrained == 0;
        long nameless = 0;
        for (final CallRecord call : cluster.ledger().calls()) {
            final boolean isDenied = call.isRefused || call.status == ReplyStatus.REJECTED;
            if (call.isOpen()) {
                complain("without an outcome:", call);
            }
            if (isDenied && call.executions > 0) {
                complain("rejected, but executed:", call);
            }
            final boolean isUnknown = call.status == ReplyStatus.OUTCOME_UNKNOWN && !call.isEndedByClosing;
            final boolean isWorkerSilent =
                    call.plan.delivery() == Delivery.AT_LEAST_ONCE && cluster.ledger().suspicions > 0;
            final boolean isTakenAway = call.isMoved || isWorkerSilent;
            if (isUnknown && cluster.ledger().linksLost == 0 && !isTakenAway) {
                complain("an unknown outcome, though no link was lost, of", call);
            }
            if (isUnknown && isOrderly && !isTakenAway) {
                complain("an unknown outcome, though all who left said goodbye, of", call);
            }
            if (call.plan.service() == Services.STRANGER && call.executions > 0) {
                complain("nobody offers its service, but executed:", call);
            }
            nameless += call.isNamed() || isDenied ? 0 : 1;
        }
        final boolean isOnceOnly = cluster.scenario().workload().atMostOnceShare() == 1;
        if (isOnceOnly && cluster.ledger().namelessExecutions > nameless) {
            cluster.findings()
                    .add(
                            cluster.world().nowNs(),
                            cluster.ledger().namelessExecutions + " executions of " + nameless
                                    + " calls without payload, all of them at most once");
        }
    }

    private boolean isAnyTiny() {
        return cluster.scenario().tinyNodes() > 0;
    }

    /** A dispatcher that has just come back knows no workers yet, nor does one that they have not reached so far. */
    private boolean mayLackWorkers() {
        return mayLackDispatchers();
    }

    private boolean mayLackDispatchers() {
        return cluster.scenario().losesLinks()
                || cluster.scenario().losesDatagrams()
                || cluster.scenario().startsEarly();
    }

    private void complain(final String what, final CallRecord call) {
        cluster.findings().add(cluster.world().nowNs(), what + " " + call);
    }
}
