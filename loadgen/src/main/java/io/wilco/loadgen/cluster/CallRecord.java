package io.wilco.loadgen.cluster;

import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import org.jspecify.annotations.Nullable;

/** A call and all that became of it. Times are the world's, in nanoseconds. */
final class CallRecord {
    final int number;
    final int client;
    final CallPlan plan;
    final long issuedNs;
    final long deadlineNs;

    /** The engine's name for it. */
    long callId;

    /** Its client has died: nobody waits for the outcome. */
    boolean isAbandoned;

    boolean isCancelAsked;

    /** It ended while its client closed. */
    boolean isEndedByClosing;

    /** Whether its client had sent calls through another dispatcher by then, as one was silent. */
    boolean isMoved;

    /** The client's engine had no room for it. */
    boolean isRefused;

    @Nullable
    ReplyStatus status;

    RejectReason reason = RejectReason.NONE;
    long endedNs;
    int executions;

    CallRecord(final int number, final int client, final CallPlan plan, final long nowNs) {
        this.number = number;
        this.client = client;
        this.plan = plan;
        this.issuedNs = nowNs;
        this.deadlineNs = nowNs + plan.deadlineNs();
    }

    boolean isOpen() {
        return status == null && !isAbandoned && !isRefused;
    }

    /** Whether its payload says which call it is. */
    boolean isNamed() {
        return plan.length() > 0;
    }

    @Override
    public String toString() {
        return "call " + number + " of client " + client + " (" + plan.delivery() + ", " + plan.length()
                + " bytes, deadline " + plan.deadlineNs() / 1_000 + " us, service " + plan.serviceNs() / 1_000
                + " us, issued at " + Trace.time(issuedNs) + ", executed " + executions + " times, "
                + (isAbandoned ? "abandoned" : isRefused ? "refused" : status == null ? "open" : outcome()) + ")";
    }

    private String outcome() {
        return status + (reason == RejectReason.NONE ? "" : " " + reason) + " at " + Trace.time(endedNs);
    }
}
