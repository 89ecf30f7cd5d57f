package io.wilco.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes as long as the request says, then returns its payload: the command line's {@code synthetic}. The first 8 bytes
 * of the payload are the time in nanoseconds, little-endian; with the top bit set, the time is spent spinning instead
 * of sleeping. For experiments it may be slower than asked, and fail.
 */
public final class SyntheticHandler implements Handler {
    /** Set in the time: spin. */
    public static final long SPIN_FLAG = Long.MIN_VALUE;

    /** Longest time taken, whatever the request says. */
    public static final long SERVICE_TIME_MAX_NS = 3_600_000_000_000L;

    /** A sleeping handler looks so often whether anyone still waits for it. */
    private static final long CANCEL_SEEN_AFTER_NS = 10_000_000L;

    private static final long LATE_MAX_NS = 200_000L;
    private static final int LATE_SMOOTHING = 16;

    /**
     * By how much sleeps have been too long lately; all threads of the handler share it, and a lost update is no harm.
     */
    private volatile long lateNs;

    private final double slowdown;
    private final double failShare;

    /**
     * A handler for experiments.
     *
     * @param slowdown how many times longer it takes than asked, above 0
     * @param failShare of the requests that fail at once, 0 to 1
     * @throws IllegalArgumentException if one is out of bounds
     */
    public SyntheticHandler(final double slowdown, final double failShare) {
        if (!(slowdown > 0) || !(failShare >= 0 && failShare <= 1)) {
            throw new IllegalArgumentException("a slowdown is above 0, and a share of failures 0 to 1");
        }
        this.slowdown = slowdown;
        this.failShare = failShare;
    }

    @Override
    public byte[] handle(final Request request) {
        final byte[] payload = request.payload();
        if (payload.length < Long.BYTES) {
            throw new IllegalArgumentException(
                    "synthetic wants a payload of at least 8 bytes, the service time in nanoseconds");
        }
        if (failShare > 0 && ThreadLocalRandom.current().nextDouble() < failShare) {
            throw new IllegalStateException("failed, as told to by --failing");
        }
        final long startNs = System.nanoTime();
        final long asked =
                ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        final long timeNs = (long) Math.min((asked & ~SPIN_FLAG) * slowdown, SERVICE_TIME_MAX_NS);
        final boolean isSpinning = (asked & SPIN_FLAG) != 0;
        long leftNs = timeNs;
        while (leftNs > 0 && !request.isCancelled()) {
            if (isSpinning || leftNs < 2 * lateNs) {
                Thread.onSpinWait();
            } else {
                sleep(leftNs);
            }
            leftNs = timeNs - (System.nanoTime() - startNs);
        }
        return payload;
    }

    /** Sleeps for so long at the most, less what the system is usually late by when it wakes a thread. */
    private void sleep(final long leftNs) {
        final long asleepNs = Math.min(leftNs - lateNs, CANCEL_SEEN_AFTER_NS);
        final long beganNs = System.nanoTime();
        LockSupport.parkNanos(asleepNs);
        final long late = System.nanoTime() - beganNs - asleepNs;
        // A thread may be woken early, and very late if the machine is busy; neither is usual.
        final long before = lateNs;
        lateNs = before + (Math.max(0, Math.min(late, LATE_MAX_NS)) - before) / LATE_SMOOTHING;
    }
}
