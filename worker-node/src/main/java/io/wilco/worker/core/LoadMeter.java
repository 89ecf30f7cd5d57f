package io.wilco.worker.core;

import io.wilco.wire.LoadReport;
import io.wilco.wire.WorkerState;

/** What a worker measures of itself for its load reports. Smoothed values follow a change within some 16 requests. */
final class LoadMeter {
    private static final int SMOOTHING = 16;

    private final int concurrency;
    private int executing;
    private int queued;
    private int cpuPercent;
    private long serviceTimeNs;
    private long queueDelayNs;
    private WorkerState state = WorkerState.READY;

    LoadMeter(final int concurrency) {
        this.concurrency = concurrency;
    }

    boolean hasFreeHandler() {
        return executing < concurrency;
    }

    void onQueued() {
        queued++;
    }

    void onUnqueued() {
        queued--;
    }

    void onStarted(final long waitedNs) {
        executing++;
        queueDelayNs += (waitedNs - queueDelayNs) / SMOOTHING;
    }

    void onEnded(final long tookNs) {
        executing--;
        serviceTimeNs = serviceTimeNs == 0 ? tookNs : serviceTimeNs + (tookNs - serviceTimeNs) / SMOOTHING;
    }

    /** What had started was refused by where it was to be executed. */
    void onRefused() {
        executing--;
    }

    void onCpu(final int percent) {
        cpuPercent = percent;
    }

    void onDraining() {
        state = WorkerState.DRAINING;
    }

    boolean isDraining() {
        return state == WorkerState.DRAINING;
    }

    int executing() {
        return executing;
    }

    int queued() {
        return queued;
    }

    void fill(final LoadReport report, final DispatcherLink dispatcher) {
        report.executing = executing;
        report.queued = queued;
        report.concurrency = concurrency;
        report.state = state;
        report.cpuPercent = cpuPercent;
        report.serviceTimeNs = serviceTimeNs;
        report.queueDelayNs = queueDelayNs;
        report.received = dispatcher.received();
        report.completed = dispatcher.completed();
    }
}
