package io.wilco.wire;

/** How a request ended, as a reply tells it. */
public enum ReplyStatus {
    /** The handler's answer is the payload. */
    OK(0),
    /** The handler threw; the payload is its message. */
    APPLICATION_ERROR(1),
    /** Not executed; {@link RejectReason} and a retry-after say why and when to come again. */
    REJECTED(2),
    /** The budget ran out. */
    DEADLINE_EXCEEDED(3),
    /** A worker had it and was lost; whether it was executed cannot be known. */
    OUTCOME_UNKNOWN(4),
    /** Ended because its sender asked for that. */
    CANCELLED(5);

    /** In the order of their codes. */
    private static final ReplyStatus[] VALUES = values();

    private final int code;

    ReplyStatus(final int code) {
        this.code = code;
    }

    /** As it travels, 0 to 5. */
    public int code() {
        return code;
    }

    /** Whether it is what a handler has made of the request: its answer, or its error. */
    public boolean isFromHandler() {
        return this == OK || this == APPLICATION_ERROR;
    }

    /** Whether {@code code} is one of these. */
    public static boolean isKnown(final int code) {
        return code < VALUES.length;
    }

    /** Of a code that {@link #isKnown}. */
    public static ReplyStatus of(final int code) {
        return VALUES[code];
    }
}
