package io.wilco.wire;

/** In which order requests that wait are served. */
public enum Priority {
    /** Unless said otherwise. */
    NORMAL(0),
    /** Before the others. */
    HIGH(1),
    /** After the others: work that nobody waits for right now. */
    LOW(2);

    /** In the order of their codes. */
    private static final Priority[] VALUES = values();

    private final int code;

    Priority(final int code) {
        this.code = code;
    }

    /** As it travels, 0 to 2. */
    public int code() {
        return code;
    }

    /** Whether {@code code} is one of these. */
    public static boolean isKnown(final int code) {
        return code >= 0 && code < VALUES.length;
    }

    /** Of a code that {@link #isKnown}. */
    public static Priority of(final int code) {
        return VALUES[code];
    }
}
