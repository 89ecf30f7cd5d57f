package io.wilco.loadgen.cluster;

/** What can befall a cluster besides the faults of single datagrams. */
enum FaultKind {
    /** Nothing passes between a dispatcher and some client or worker, in one direction or both. */
    PARTITION,
    /** A process does not run for a while. */
    STALL,
    /** A process can receive but not send for a while. */
    BLOCKED_SOCKET,
    WORKER_CRASH,
    DISPATCHER_CRASH,
    CLIENT_CRASH,
    /** A worker finishes what it has, says goodbye and comes back later. */
    WORKER_DRAIN,
    DISPATCHER_DRAIN,
    /** A client closes with calls open, and comes back later. */
    CLIENT_CLOSE,
    /** A worker says goodbye amid its work, as one whose patience for draining is over. */
    WORKER_QUIT,
    DISPATCHER_QUIT,
    /** Nobody decides for a while, then another dispatcher leads. */
    LEADER_LOST,
    /** A dispatcher hears nothing of what the others agree on, and is not heard. */
    CUT_OFF;

    /** Whether a process ends without a word. */
    boolean isCrash() {
        return this == WORKER_CRASH || this == DISPATCHER_CRASH || this == CLIENT_CRASH;
    }

    /** Whether a process ends with a word, but leaves its work. */
    boolean isQuit() {
        return this == WORKER_QUIT || this == DISPATCHER_QUIT;
    }
}
