package io.wilco.worker;

import java.util.concurrent.CompletionStage;

/** Answers requests without holding a thread meanwhile. */
@FunctionalInterface
public interface AsyncHandler {
    /**
     * Begins to answer one request. The request counts as executing until the stage completes.
     *
     * @return completes with the reply's payload, at most 64 KiB, or fails, which fails the call
     * @throws Exception to fail the call at once
     */
    CompletionStage<byte[]> handle(Request request) throws Exception;
}
