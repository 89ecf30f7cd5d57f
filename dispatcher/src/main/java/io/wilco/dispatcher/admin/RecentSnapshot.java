package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.DispatcherSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine for a snapshot at most every so often, however many ask here: looking must not slow what is looked
 * at.
 */
final class RecentSnapshot {
    static final Duration AGE_MAX = Duration.ofMillis(100);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SnapshotSource source;
    private final LongSupplier clockNs;
    private @Nullable DispatcherSnapshot last;
    private long lastNs;

    RecentSnapshot(final SnapshotSource source, final LongSupplier clockNs) {
        this.source = source;
        this.clockNs = clockNs;
    }

    /**
     * Any thread; those that come while one waits for the engine wait with it.
     *
     * @throws TimeoutException if the engine does not come round
     */
    synchronized DispatcherSnapshot get() throws TimeoutException, InterruptedException {
        final DispatcherSnapshot known = last;
        if (known != null && clockNs.getAsLong() - lastNs < AGE_MAX.toNanos()) {
            return known;
        }
        final DispatcherSnapshot fresh = source.snapshot(TIMEOUT);
        last = fresh;
        lastNs = clockNs.getAsLong();
        return fresh;
    }

    /** Something was changed: who looks next is to see that. */
    synchronized void forget() {
        last = null;
    }
}
