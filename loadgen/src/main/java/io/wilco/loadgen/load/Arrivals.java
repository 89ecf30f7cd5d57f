package io.wilco.loadgen.load;

/** How the requests of an open loop are spread over time. */
public enum Arrivals {
    /** Independent of each other: exponential gaps, as the requests of many users are. */
    POISSON,
    /** Evenly. */
    UNIFORM
}
