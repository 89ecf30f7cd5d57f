package io.wilco.loadgen.load;

/** What decides when a request is sent. */
public sealed interface Pacing {
    /**
     * Always so many requests are open: each outcome makes room for the next request.
     *
     * @param outstanding over all clients, at least one for each
     */
    record ClosedLoop(int outstanding) implements Pacing {}

    /**
     * Requests are sent at their time, however long the answers take.
     *
     * @param ratePerS requests a second over all clients, above 0
     */
    record OpenLoop(double ratePerS, Arrivals arrivals) implements Pacing {}
}
