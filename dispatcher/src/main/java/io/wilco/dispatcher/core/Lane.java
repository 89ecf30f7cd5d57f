package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerLoad;

/** Keyed requests of a service that wait for the one worker that owns their shards. */
final class Lane extends Line {
    private final Service service;
    private final WorkerNode worker;

    Lane(final long number, final Service service, final WorkerNode worker) {
        super(number);
        this.service = service;
        this.worker = worker;
    }

    @Override
    Service service() {
        return service;
    }

    WorkerNode worker() {
        return worker;
    }

    @Override
    double perNs() {
        final WorkerLoad load = worker.load();
        return load.serviceTimeNs() == 0 ? 0 : (double) load.concurrency() / load.serviceTimeNs();
    }

    @Override
    double serviceNs() {
        return worker.load().serviceTimeNs();
    }

    @Override
    long freeHandlers() {
        return Math.max(0, worker.load().concurrency() - worker.load().outstanding());
    }
}
