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
}
