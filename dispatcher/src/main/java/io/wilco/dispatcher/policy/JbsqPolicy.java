package io.wilco.dispatcher.policy;

/**
 * Join the bounded shortest queue (R2P2, ATC 2019): each worker has at most {@link WorkerLoad#bound} requests, the rest
 * waits in the dispatcher, where the first free worker finds it. Among workers with room, the one with the least to do
 * for each of its handlers; equal ones in turn.
 */
final class JbsqPolicy implements Policy {
    private int turn;

    @Override
    public int pick(final WorkerLoad[] workers, final int count) {
        int best = NONE;
        long bestOutstanding = 0;
        long bestConcurrency = 1;
        final int start = count == 0 ? 0 : turn % count;
        for (int i = 0; i < count; i++) {
            final int index = start + i < count ? start + i : start + i - count;
            final WorkerLoad worker = workers[index];
            final long outstanding = worker.outstanding();
            if (!worker.canTake() || outstanding >= worker.bound()) {
                continue;
            }
            if (best == NONE || outstanding * bestConcurrency < bestOutstanding * worker.concurrency()) {
                best = index;
                bestOutstanding = outstanding;
                bestConcurrency = worker.concurrency();
            }
        }
        if (best != NONE) {
            turn = best + 1;
        }
        return best;
    }
}
