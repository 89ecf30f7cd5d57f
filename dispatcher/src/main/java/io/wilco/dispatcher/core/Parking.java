package io.wilco.dispatcher.core;

/** Keyed requests of a service whose shards have no owner that is ready: they move, or nobody is there. */
final class Parking extends Line {
    private final Service service;

    Parking(final long number, final Service service) {
        super(number);
        this.service = service;
    }

    @Override
    Service service() {
        return service;
    }

    @Override
    double perNs() {
        return 0;
    }

    @Override
    double serviceNs() {
        return 0;
    }

    @Override
    long freeHandlers() {
        return 0;
    }
}
