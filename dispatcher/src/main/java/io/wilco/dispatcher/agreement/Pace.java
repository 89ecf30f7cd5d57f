package io.wilco.dispatcher.agreement;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a member's threads sleep when they find nothing to do: little while something is being agreed on or there is
 * no leader, longer otherwise. Each look costs a quarter of a millisecond, nearly all of what an idle member uses; each
 * sleep is part of the latency of what comes next. {@link #look} by one thread, the rest by any.
 */
final class Pace {
    private static final long BUSY_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long IDLE_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(16);

    /** So long after the last command the next one may be near. */
    private static final long BUSY_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private long knownPosition;
    private long busyUntilNs;
    private volatile boolean isIdle;

    /**
     * Takes notice of how things are.
     *
     * @param position up to where has been agreed
     * @param isUrgent whether somebody waits, for a leader or for commands to be agreed on
     */
    void look(final long nowNs, final long position, final boolean isUrgent) {
        if (isUrgent || position != knownPosition) {
            knownPosition = position;
            busyUntilNs = nowNs + BUSY_NS;
        }
        isIdle = nowNs - busyUntilNs > 0;
    }

    /** Sleeps, unless the thread is unparked. */
    void sleep() {
        LockSupport.parkNanos(isIdle ? IDLE_SLEEP_NS : BUSY_SLEEP_NS);
    }
}
