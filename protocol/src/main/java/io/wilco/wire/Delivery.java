package io.wilco.wire;

/** What a caller asks for when a worker is lost after it may have started. */
public enum Delivery {
    /** Never executed twice; the outcome may stay unknown. */
    AT_MOST_ONCE,
    /** Tried again; may be executed twice. */
    AT_LEAST_ONCE
}
