package io.wilco.loadgen.cluster;

import io.wilco.wire.CloseReason;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;

/** Every call of a run, by number, and what was counted. */
final class Ledger {
    private final List<CallRecord> calls = new ArrayList<>();
    private final long[] outcomes = new long[ReplyStatus.values().length];
    private int open;

    /** Executions of calls whose payload names none. */
    long namelessExecutions;

    long executions;

    /** Links of clients that were established and ended, and links of workers that a dispatcher lost. */
    long linksLost;

    /** Those of them whose peer did not say goodbye. */
    long linksBroken;

    /** How often a worker was suspected, whereupon it lost those requests that may be executed twice. */
    long suspicions;

    /** Processes that were to drain, and left with something undone because it took too long. */
    long leftUndrained;

    void onLinkLost(final CloseReason reason) {
        linksLost++;
        final boolean isGoodbye = reason == CloseReason.NORMAL || reason == CloseReason.SHUTDOWN;
        linksBroken += isGoodbye ? 0 : 1;
    }

    CallRecord begin(final int client, final CallPlan plan, final long nowNs) {
        final CallRecord call = new CallRecord(calls.size(), client, plan, nowNs);
        calls.add(call);
        open++;
        return call;
    }

    List<CallRecord> calls() {
        return calls;
    }

    /** Calls whose outcome somebody waits for. */
    int open() {
        return open;
    }

    void onEnded(final ReplyStatus status) {
        outcomes[status.code()]++;
        open--;
    }

    void onRefused(final CallRecord call) {
        call.isRefused = true;
        open--;
    }

    /** A client has died. */
    void abandon(final int client) {
        for (final CallRecord call : calls) {
            if (call.client == client && call.isOpen()) {
                call.isAbandoned = true;
                open--;
            }
        }
    }

    long outcomes(final ReplyStatus status) {
        return outcomes[status.code()];
    }

    /** A number that hangs on the outcome of every call. */
    long digest() {
        long digest = executions;
        for (final CallRecord call : calls) {
            final int status = call.status == null ? -1 : call.status.code();
            digest = digest * 0x100000001B3L
                    ^ (call.endedNs * 31 + status * 7L + call.reason.code() + call.executions * 131L);
        }
        return digest;
    }
}
