package io.wilco.dispatcher.core;

/**
 * What came of something that an operator asked for.
 *
 * @param text why it was not done, for people; empty if it was
 */
public record OperatorResult(Status status, String text) {
    /** In kinds that callers must tell apart. */
    public enum Status {
        DONE,
        /** No worker of that name is known. */
        UNKNOWN_WORKER,
        /** It would do harm; it can be forced. */
        REFUSED,
        /** The worker is there. */
        IN_USE,
        /** Others have to be asked. */
        ELSEWHERE,
        /** Too few of the dispatchers that have to agree on it can be reached; it may yet be done. */
        UNDECIDED
    }

    static final OperatorResult DONE = new OperatorResult(Status.DONE, "");

    public boolean isDone() {
        return status == Status.DONE;
    }
}
