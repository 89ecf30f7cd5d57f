package io.wilco.transport;

/** What else a runner's thread does in each cycle: take in what other threads handed over. */
@FunctionalInterface
public interface Duty {
    /**
     * Does what there is to do, bounded.
     *
     * @return 0 if there was nothing
     */
    int doWork(long nowNs);

    /**
     * There is nothing to do before this time unless the runner wakes for another reason; past or least values mean at
     * once. A runner keeps to it far better than to the millisecond that a selector can wait for.
     */
    default long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }
}
