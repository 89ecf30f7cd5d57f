package io.wilco.worker;

import io.wilco.wire.ReplyStatus;

/** The result of an execution, on its way back to the worker's thread. */
record Completion(long executionId, ReplyStatus status, byte[] payload, long tookNs) {}
