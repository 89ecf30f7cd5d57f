package io.wilco.names;

import java.io.IOException;

/** No address was found. The message is one line for people, in lower case, without a full stop. */
public final class NamesException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What the way out depends on. */
    public enum Reason {
        /** There is no such name, or no such address on this machine: most often a mistake in writing. */
        NO_SUCH_NAME,
        /** The name is there, without the records that are needed. */
        NO_RECORDS,
        /** No name server answered. */
        SILENT,
        /** The name server could not, or would not, or what it said makes no sense. */
        FAILED,
        /** {@link Names#close} was called. */
        CLOSED
    }

    NamesException(final Reason reason, final String message) {
        super(message);
        this.reason = reason;
    }

    /** What the way out depends on; of several failures, that of the first. */
    public Reason reason() {
        return reason;
    }
}
