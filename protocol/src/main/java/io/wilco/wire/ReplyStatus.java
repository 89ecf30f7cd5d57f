package io.wilco.wire;

/** How a request ended, as a reply tells it. */
public enum ReplyStatus {
    /** The handler's answer is the payload. */
    OK,
    /** The handler threw; the payload is its message. */
    APPLICATION_ERROR,
    /** Not executed; {@link RejectReason} and a retry-after say why and when to come again. */
    REJECTED,
    /** The budget ran out. */
    DEADLINE_EXCEEDED,
    /** A worker had it and was lost; whether it was executed cannot be known. */
    OUTCOME_UNKNOWN,
    /** Ended because its sender asked for that. */
    CANCELLED;

    private static final ReplyStatus[] VALUES = values();

    /** Whether {@code code} is one of these. */
    public static boolean isKnown(final int code) {
        return code < VALUES.length;
    }

    /** Of a code that {@link #isKnown}. */
    public static ReplyStatus of(final int code) {
        return VALUES[code];
    }
}
