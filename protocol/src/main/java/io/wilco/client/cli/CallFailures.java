package io.wilco.client.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.Hints;
import io.wilco.client.CallException;
import java.time.Duration;

/** Says in words for the user how a call failed, and the mend. */
final class CallFailures {
    private final String dispatchers;
    private final String service;
    private final Duration deadline;

    /** @param dispatchers as the user wrote them */
    CallFailures(final String dispatchers, final String service, final Duration deadline) {
        this.dispatchers = dispatchers;
        this.service = service;
        this.deadline = deadline;
    }

    String describe(final Throwable cause) {
        if (cause instanceof CallException.ApplicationError error) {
            return "the handler failed: " + error.getMessage();
        }
        if (cause instanceof CallException.Rejected rejected) {
            return rejected.getMessage() + mend(rejected);
        }
        if (cause instanceof CallException.DeadlineExceeded) {
            return late();
        }
        if (cause instanceof CallException.OutcomeUnknown) {
            return "whoever had the request was lost, and whether it was executed is not known;"
                    + " with --delivery at-least-once it is tried again";
        }
        return String.valueOf(cause.getMessage());
    }

    /** Of a call that nobody answered in time. */
    String late() {
        return "no reply within " + Durations.format(deadline)
                + "; whether it was executed is not known; raise --deadline if the service takes longer";
    }

    private String mend(final CallException.Rejected rejected) {
        return switch (rejected.reason()) {
            case NO_WORKERS -> " ('" + service + "'); start one: " + Hints.startWorker(dispatchers, service);
            case QUEUE_FULL, OVERLOADED, WORKER_BUSY, ATTEMPTS_EXHAUSTED ->
                "; try again in " + Durations.format(retryAfter(rejected));
            case DRAINING -> "; give --dispatcher another one, or try again later";
            case NO_DISPATCHER -> "; is it still running?";
            case TOO_LARGE -> "; send less in one request";
            case NO_PLACEMENT -> "; start the dispatchers as a cluster (--cluster), or give each workers of its own";
            case NONE, MALFORMED, CLIENT_QUEUE_FULL, RECALLED, NOT_OWNER, MOVED, UNKNOWN -> "";
        };
    }

    private static Duration retryAfter(final CallException.Rejected rejected) {
        // In whole milliseconds: nobody types faster.
        return Duration.ofMillis(Math.max(1, rejected.retryAfter().toMillis()));
    }
}
