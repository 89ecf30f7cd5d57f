package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.DispatcherSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Where snapshots come from: a running dispatcher. */
@FunctionalInterface
public interface SnapshotSource {
    /**
     * A snapshot of now. Any thread.
     *
     * @throws TimeoutException if there was none within the time
     */
    DispatcherSnapshot snapshot(Duration timeout) throws TimeoutException, InterruptedException;
}
