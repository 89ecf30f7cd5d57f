package io.wilco.link;

import io.wilco.wire.LoadReport;

/** Fills the load report of each ACK that a worker sends. */
@FunctionalInterface
public interface LoadSource {
    /** Sets every field but the sequence, which the link sets. */
    void fill(LoadReport report);
}
