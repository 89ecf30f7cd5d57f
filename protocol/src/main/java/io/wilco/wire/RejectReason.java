package io.wilco.wire;

/** Why a request was refused before it was executed. */
public enum RejectReason {
    /** None: the reply is no rejection. */
    NONE(0, "not rejected"),
    /** The dispatcher's queue of the service is full. */
    QUEUE_FULL(1, "the queue is full"),
    /** No worker ever registered for the service. */
    NO_WORKERS(2, "no worker offers this service"),
    /** The dispatcher or worker is shutting down. */
    DRAINING(3, "draining"),
    /** The worker's own queue is full. */
    WORKER_BUSY(4, "the worker is busy"),
    /** The body is no valid request. */
    MALFORMED(5, "malformed request"),
    /** The payload is larger than the receiver takes. */
    TOO_LARGE(6, "payload too large"),
    /** Every worker that was tried refused it. */
    ATTEMPTS_EXHAUSTED(7, "refused by every worker tried"),
    /** The client's own bounded queue is full: it never left. */
    CLIENT_QUEUE_FULL(8, "the client's queue is full"),
    /** No dispatcher could be reached before the deadline: it never left. */
    NO_DISPATCHER(9, "no dispatcher answers"),
    /** It could not be done within its budget, or too many of its client have been waiting too long. */
    OVERLOADED(10, "overloaded"),
    /** It was asked for, and had not been started. */
    RECALLED(11, "given back"),
    /** The worker does not own the key's shard, or not under that epoch; the dispatcher finds the owner. */
    NOT_OWNER(12, "not the owner of the key's shard"),
    /** The key's shard may have had another owner since the request was first sent; a client comes again by itself. */
    MOVED(13, "the key's shard has moved"),
    /** Several dispatchers that are no cluster have the same workers: none of them can say who owns a key. */
    NO_PLACEMENT(
            14,
            "the dispatcher cannot say who owns the key: it shares workers with another one without being its fellow, or follows one that it cannot reach"),
    /** A reason this version does not know. */
    UNKNOWN(255, "unknown reason");

    /** In the order of their codes. */
    private static final RejectReason[] VALUES = values();

    private final int code;
    private final String text;

    RejectReason(final int code, final String text) {
        this.code = code;
        this.text = text;
    }

    /** As it travels. */
    public int code() {
        return code;
    }

    /** A few words for people. */
    public String text() {
        return text;
    }

    /** The reason of a code that came over the wire. */
    public static RejectReason of(final int code) {
        return code < VALUES.length - 1 ? VALUES[code] : UNKNOWN;
    }
}
