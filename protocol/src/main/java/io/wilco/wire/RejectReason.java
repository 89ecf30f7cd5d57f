package io.wilco.wire;

/** Why a request was refused before it was executed. */
public enum RejectReason {
    /** None: the reply is no rejection. */
    NONE("not rejected"),
    /** The dispatcher's queue of the service is full. */
    QUEUE_FULL("the queue is full"),
    /** No worker ever registered for the service. */
    NO_WORKERS("no worker offers this service"),
    /** The dispatcher or worker is shutting down. */
    DRAINING("draining"),
    /** The worker's own queue is full. */
    WORKER_BUSY("the worker is busy"),
    /** The body is no valid request. */
    MALFORMED("malformed request"),
    /** The payload is larger than the receiver takes. */
    TOO_LARGE("payload too large"),
    /** Every worker that was tried refused it. */
    ATTEMPTS_EXHAUSTED("refused by every worker tried"),
    /** The client's own bounded queue is full: it never left. */
    CLIENT_QUEUE_FULL("the client's queue is full"),
    /** No dispatcher could be reached before the deadline: it never left. */
    NO_DISPATCHER("no dispatcher answers"),
    /** A reason this version does not know. */
    UNKNOWN("unknown reason");

    private static final RejectReason[] VALUES = values();

    private final String text;

    RejectReason(final String text) {
        this.text = text;
    }

    /** A few words for people. */
    public String text() {
        return text;
    }

    /** The reason of a code that came over the wire. */
    public static RejectReason of(final int code) {
        return code < VALUES.length ? VALUES[code] : UNKNOWN;
    }
}
