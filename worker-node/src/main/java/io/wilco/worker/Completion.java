package io.wilco.worker;

import io.wilco.wire.ReplyStatus;

/** The result of an execution, on its way back to the worker's thread. */
final class Completion {
    private final long executionId;
    private final ReplyStatus status;
    private final byte[] payload;
    private final long tookNs;

    Completion(final long executionId, final ReplyStatus status, final byte[] payload, final long tookNs) {
        this.executionId = executionId;
        this.status = status;
        this.payload = payload;
        this.tookNs = tookNs;
    }

    long executionId() {
        return executionId;
    }

    ReplyStatus status() {
        return status;
    }

    byte[] payload() {
        return payload;
    }

    long tookNs() {
        return tookNs;
    }
}
