package io.wilco.loadgen.cluster;

/**
 * One fault to come.
 *
 * @param startNs when, in the world's time
 * @param durationNs how long it lasts; of a crash or drain: until the process comes back, at the earliest
 * @param target index of the worker, client or dispatcher that it befalls; of the peer in a partition: clients first,
 *     then workers
 * @param dispatcher of a partition: index of the dispatcher
 * @param isCutTo of a partition: whether nothing reaches the dispatcher
 * @param isCutFrom of a partition: whether nothing leaves the dispatcher
 */
record FaultPlan(
        FaultKind kind, long startNs, long durationNs, int target, int dispatcher, boolean isCutTo, boolean isCutFrom) {
    long endNs() {
        return startNs + durationNs;
    }
}
