package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.dispatcher.placement.Settings;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What operators can change: a running dispatcher. Any thread; each throws if it was not done within the time. */
public interface Control {
    /**
     * Changes what a worker is to get.
     *
     * @param worker its id
     */
    OperatorResult change(String worker, WorkerChange change, Duration timeout)
            throws TimeoutException, InterruptedException;

    /**
     * Takes a worker for dead, so that its shards get other owners.
     *
     * @param worker its id
     */
    OperatorResult takeForDead(String worker, Duration timeout) throws TimeoutException, InterruptedException;

    /** Changes what all dispatchers do that share the placement. */
    OperatorResult set(SettingsChange change, Duration timeout) throws TimeoutException, InterruptedException;

    /** What was set. */
    Settings settings(Duration timeout) throws TimeoutException, InterruptedException;
}
