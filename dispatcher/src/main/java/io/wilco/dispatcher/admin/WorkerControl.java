package io.wilco.dispatcher.admin;

import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.WorkerChange;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What changes workers: a running dispatcher. */
@FunctionalInterface
public interface WorkerControl {
    /**
     * Changes what a worker is to get. Any thread.
     *
     * @param worker its id
     * @throws TimeoutException if that was not done within the time
     */
    OperatorResult change(String worker, WorkerChange change, Duration timeout)
            throws TimeoutException, InterruptedException;
}
