package io.wilco.client.core;

import io.wilco.wire.BlockPool;
import io.wilco.wire.Priority;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How many calls of one service and priority its dispatcher wants to be open at most, having more to do than it can.
 */
final class ServiceWindow {
    /** What was said so long ago means nothing any more. */
    static final long LIFETIME_NS = 1_000_000_000L;

    /** Nobody need come again sooner; the dispatcher says the same of what it refuses. */
    private static final long RETRY_AFTER_MIN_US = 1_000L;

    private final byte[] service;
    private final Priority priority;
    private int size;
    private long toldNs;
    private long retryAfterUs = RETRY_AFTER_MIN_US;
    private int open;

    ServiceWindow(final byte[] service, final Priority priority) {
        this.service = service;
        this.priority = priority;
    }

    byte[] service() {
        return service;
    }

    Priority priority() {
        return priority;
    }

    boolean isOf(final byte[] name, final Priority urgency) {
        return priority == urgency && Arrays.equals(service, name);
    }

    /** Whether it is the window of an open call, whose body begins with the service's name. */
    boolean isOf(final CallTable calls, final int slot, final BlockPool pool) {
        if (priority != calls.options(slot).priority() || service.length != calls.serviceLength(slot)) {
            return false;
        }
        final int block = calls.block(slot);
        final ByteBuffer body = pool.buffer(block);
        final int at = pool.offset(block);
        int same = 0;
        while (same < service.length && service[same] == body.get(at + same)) {
            same++;
        }
        return same == service.length;
    }

    /** Takes what the dispatcher says, 0 if there is no bound; true if it had not said so before. */
    boolean tell(final int newSize, final long newRetryAfterUs, final long nowNs) {
        final boolean isNews = newSize != size;
        size = newSize;
        toldNs = nowNs;
        if (newRetryAfterUs > 0) {
            retryAfterUs = Math.max(RETRY_AFTER_MIN_US, newRetryAfterUs);
        }
        return isNews;
    }

    boolean isStale(final long nowNs) {
        return nowNs - toldNs >= LIFETIME_NS;
    }

    /** When to come again with what found no room, in microseconds, as the dispatcher said last. */
    long retryAfterUs() {
        return retryAfterUs;
    }

    /** Whether one more call may be open. */
    boolean hasRoom(final long nowNs) {
        return size == 0 || open < size || isStale(nowNs);
    }

    /** Whether a listener was told of a bound, and not yet that it is gone. */
    boolean hasBound() {
        return size > 0;
    }

    void onBegun() {
        open++;
    }

    void onEnded() {
        open--;
    }
}
