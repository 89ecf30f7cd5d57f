package io.wilco.dispatcher.policy;

import io.wilco.wire.LoadReport;

/** Loads of workers for tests. */
final class Loads {
    private Loads() {}

    /** Of a worker with so many handlers that can take requests and has none. */
    static WorkerLoad ready(final int concurrency) {
        final WorkerLoad load = new WorkerLoad();
        load.reset(concurrency);
        load.onReady(true);
        load.onCredit(true);
        return load;
    }

    /** Of one that has so many requests. */
    static WorkerLoad busy(final int concurrency, final int outstanding) {
        final WorkerLoad load = ready(concurrency);
        for (int i = 0; i < outstanding; i++) {
            load.onAssigned();
        }
        return load;
    }

    static LoadReport report(final int concurrency, final long serviceTimeNs, final long completed) {
        final LoadReport report = new LoadReport();
        report.concurrency = concurrency;
        report.serviceTimeNs = serviceTimeNs;
        report.completed = completed;
        return report;
    }
}
