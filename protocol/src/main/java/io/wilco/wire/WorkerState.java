package io.wilco.wire;

/** What a worker says of itself in its load report. */
public enum WorkerState {
    /** Takes requests. */
    READY(0),
    /** Finishes what it has and takes nothing new. */
    DRAINING(1);

    private final int code;

    WorkerState(final int code) {
        this.code = code;
    }

    /** As it travels. */
    public int code() {
        return code;
    }

    /** The state of a code that came over the wire; unknown codes read as {@link #DRAINING}: send nothing. */
    public static WorkerState of(final int code) {
        return code == 0 ? READY : DRAINING;
    }
}
