package io.wilco.client;

import io.wilco.wire.RejectReason;
import java.io.Serial;
import java.time.Duration;

/** A call that ended otherwise than by a reply; exactly one of these says how. */
public abstract sealed class CallException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private CallException(final String message) {
        // No stack trace: it would be that of an I/O thread, and cost more than the call.
        super(message, null, false, false);
    }

    /** The handler threw; the message is the handler's. */
    public static final class ApplicationError extends CallException {
        @Serial
        private static final long serialVersionUID = 1;

        ApplicationError(final String message) {
            super(message);
        }
    }

    /** It was not executed, and will not be. */
    public static final class Rejected extends CallException {
        @Serial
        private static final long serialVersionUID = 1;

        private final RejectReason reason;
        private final Duration retryAfter;

        Rejected(final RejectReason reason, final Duration retryAfter, final String text) {
            super(text.isEmpty() ? "rejected: " + reason.text() : "rejected: " + text);
            this.reason = reason;
            this.retryAfter = retryAfter;
        }

        public RejectReason reason() {
            return reason;
        }

        /** How long to wait before trying again; zero if nothing is known about that. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The deadline passed first; it may or may not have been executed. */
    public static final class DeadlineExceeded extends CallException {
        @Serial
        private static final long serialVersionUID = 1;

        DeadlineExceeded() {
            super("the deadline passed before a reply came");
        }
    }

    /** Whoever had it was lost after it may have been started; it is not tried again. */
    public static final class OutcomeUnknown extends CallException {
        @Serial
        private static final long serialVersionUID = 1;

        OutcomeUnknown() {
            super("the outcome is unknown: whoever had the request was lost, and it must not be tried twice");
        }
    }

    /** Whoever had it was asked to give it up. */
    public static final class Cancelled extends CallException {
        @Serial
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("cancelled");
        }
    }
}
