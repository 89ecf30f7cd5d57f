package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.FairQueue;

/** Requests that wait for the same thing: any worker of a service, the owner of a shard, or that there is an owner. */
abstract class Line {
    private final long number;
    private final FairQueue queue = new FairQueue();

    /** Whether {@link Scheduler} has it among those to look at. */
    boolean isDirty;

    /** @param number that no other has had */
    Line(final long number) {
        this.number = number;
    }

    /** That no other has had. */
    long number() {
        return number;
    }

    FairQueue queue() {
        return queue;
    }

    /** Whose requests they are. */
    abstract Service service();

    /** Requests served in a nanosecond; 0 while unknown. */
    abstract double perNs();

    /** The usual time in a handler; 0 while unknown. */
    abstract double serviceNs();

    /** Handlers that have nothing to do. */
    abstract long freeHandlers();
}
