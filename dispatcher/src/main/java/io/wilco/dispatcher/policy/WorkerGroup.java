package io.wilco.dispatcher.policy;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one service that are equally near: their loads, and what they are together. The sums follow each
 * change, so that nobody has to add up.
 */
final class WorkerGroup {
    private static final double LATENCY_SMOOTHING = 1.0 / 16;

    /** Before so many answers a smoothed latency is as good as none. */
    private static final int HISTORY = 16;

    private @Nullable WorkerLoad[] loads = new WorkerLoad[4];
    private long[] handlersOf = new long[4];
    private long[] freeOf = new long[4];
    private double[] perNsOf = new double[4];
    private int[] latencies = new int[4];
    private double[] logLatency = new double[4];
    private int size;
    private int ready;
    private long handlers;
    private long free;
    private double perNs;
    private final Typical typical;

    WorkerGroup(final Typical typical) {
        this.typical = typical;
    }

    int size() {
        return size;
    }

    WorkerLoad load(final int index) {
        return Objects.requireNonNull(loads[index]);
    }

    /** The next index after this one, in a circle. */
    int after(final int index) {
        return index + 1 < size ? index + 1 : 0;
    }

    /** What is usual among the workers of the service. */
    Typical typical() {
        return typical;
    }

    /** Workers that may be given requests. */
    int ready() {
        return ready;
    }

    /** Handlers of those. */
    long handlers() {
        return handlers;
    }

    /** Handlers of those that are thought to be free. */
    long freeHandlers() {
        return free;
    }

    /** Requests that those complete in a nanosecond when all of them are busy, as far as it is known. */
    double perNs() {
        return perNs;
    }

    /** Adds one as the last. */
    void add(final WorkerLoad load) {
        if (size == loads.length) {
            loads = Arrays.copyOf(loads, 2 * size);
            handlersOf = Arrays.copyOf(handlersOf, 2 * size);
            freeOf = Arrays.copyOf(freeOf, 2 * size);
            perNsOf = Arrays.copyOf(perNsOf, 2 * size);
            latencies = Arrays.copyOf(latencies, 2 * size);
            logLatency = Arrays.copyOf(logLatency, 2 * size);
        }
        loads[size] = load;
        size++;
    }

    /** Takes one out; the last one takes its index. */
    void remove(final int index) {
        set(index, 0, 0, 0);
        final int last = size - 1;
        loads[index] = loads[last];
        handlersOf[index] = handlersOf[last];
        freeOf[index] = freeOf[last];
        perNsOf[index] = perNsOf[last];
        loads[last] = null;
        handlersOf[last] = 0;
        freeOf[last] = 0;
        perNsOf[last] = 0;
        latencies[index] = latencies[last];
        logLatency[index] = logLatency[last];
        latencies[last] = 0;
        logLatency[last] = 0;
        size = last;
    }

    /** Follows a change of one. */
    void onChanged(final int index, final long nowNs) {
        final WorkerLoad load = load(index);
        if (!load.isReady()) {
            set(index, 0, 0, 0);
            return;
        }
        final long own = load.concurrency();
        final long serviceNs = typical.expectedServiceNs(load);
        set(index, own, Math.max(0, own - load.estimate(nowNs)), serviceNs == 0 ? 0 : (double) own / serviceNs);
    }

    private void set(final int index, final long newHandlers, final long newFree, final double newPerNs) {
        ready += (newHandlers > 0 ? 1 : 0) - (handlersOf[index] > 0 ? 1 : 0);
        handlers += newHandlers - handlersOf[index];
        free += newFree - freeOf[index];
        perNs += newPerNs - perNsOf[index];
        handlersOf[index] = newHandlers;
        freeOf[index] = newFree;
        perNsOf[index] = newPerNs;
        if (handlers == 0) {
            // What rounding has left.
            perNs = 0;
        }
    }

    /** A worker has answered well, so many doublings of a nanosecond after it was asked. */
    void onLatency(final int index, final double log2) {
        latencies[index]++;
        logLatency[index] += (log2 - logLatency[index]) * Math.max(LATENCY_SMOOTHING, 1.0 / latencies[index]);
    }

    /** How many times slower than usual a worker is in this service; 1 if that may be chance, or was long ago. */
    double slowness(final int index, final long nowNs) {
        final double log2 = latencies[index] < HISTORY ? typical.logLatency() : logLatency[index];
        return typical.slowness(load(index), log2, nowNs);
    }
}
