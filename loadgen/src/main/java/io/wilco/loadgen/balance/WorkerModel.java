package io.wilco.loadgen.balance;

import java.util.Arrays;

/** A worker: so many handlers, a queue before them, and what it measures for its load reports. */
final class WorkerModel {
    /** As the real worker smooths its service time. */
    private static final int SMOOTHING = 16;

    private final RequestPool requests;
    private final int concurrency;
    private final double slowness;
    private final boolean isFailing;
    private final long[] received;
    private final long[] completed;
    private int executing;
    private long serviceTimeNs;
    private int[] queue = new int[16];
    private int head;
    private int queued;

    WorkerModel(
            final RequestPool requests,
            final int concurrency,
            final double slowness,
            final boolean isFailing,
            final int dispatchers) {
        this.requests = requests;
        this.concurrency = concurrency;
        this.slowness = slowness;
        this.isFailing = isFailing;
        received = new long[dispatchers];
        completed = new long[dispatchers];
    }

    boolean isFailing() {
        return isFailing;
    }

    /** How long a request takes here that usually takes so long. */
    long timeNs(final long usualNs) {
        return isFailing ? usualNs / 100 : (long) (usualNs * slowness);
    }

    /** A request comes in; true if it is started at once. */
    boolean onRequest(final int slot) {
        received[requests.dispatcher[slot]]++;
        if (executing < concurrency) {
            executing++;
            return true;
        }
        if (queued == queue.length) {
            grow();
        }
        queue[(head + queued) & (queue.length - 1)] = slot;
        queued++;
        return false;
    }

    private void grow() {
        final int old = queue.length;
        queue = Arrays.copyOf(queue, 2 * old);
        System.arraycopy(queue, 0, queue, old, head);
    }

    /** A handler is done with a request that took so long. */
    void onDone(final int slot, final long tookNs) {
        executing--;
        completed[requests.dispatcher[slot]]++;
        serviceTimeNs = serviceTimeNs == 0 ? tookNs : serviceTimeNs + (tookNs - serviceTimeNs) / SMOOTHING;
    }

    /** The next request to be started, or a negative number. */
    int startNext() {
        if (queued == 0 || executing == concurrency) {
            return -1;
        }
        final int slot = queue[head];
        head = (head + 1) & (queue.length - 1);
        queued--;
        executing++;
        return slot;
    }

    /** Takes a request out of the queue; false if it is not there any more. */
    boolean giveBack(final int slot) {
        final int mask = queue.length - 1;
        int at = queued - 1;
        while (at >= 0 && queue[(head + at) & mask] != slot) {
            at--;
        }
        if (at < 0) {
            return false;
        }
        queued--;
        for (; at < queued; at++) {
            queue[(head + at) & mask] = queue[(head + at + 1) & mask];
        }
        // As if it had never come.
        received[requests.dispatcher[slot]]--;
        return true;
    }

    /** Writes what it would report now to the request's dispatcher. */
    void report(final int slot) {
        final int dispatcher = requests.dispatcher[slot];
        requests.executing[slot] = executing;
        requests.queued[slot] = queued;
        requests.serviceTimeNs[slot] = serviceTimeNs;
        requests.received[slot] = received[dispatcher];
        requests.completed[slot] = completed[dispatcher];
    }
}
