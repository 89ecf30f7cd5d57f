package io.wilco.client;

import java.util.concurrent.CompletableFuture;

/** A call that has been made, for those who make calls for others. Any thread may use it. */
interface OpenCall {
    /** Fails with nothing but {@link CallException}s, unless it is cancelled. */
    CompletableFuture<Reply> future();

    /**
     * Asks for an early end: it ends with {@link CallException.Cancelled}, soon and where other outcomes are told, so
     * that the user's stages never run on the thread that asks. An ended call stays as it is.
     */
    void cancel();

    /** One that ended before it began. */
    static OpenCall failed(final CallException failure) {
        final CompletableFuture<Reply> future = CompletableFuture.failedFuture(failure);
        return new OpenCall() {
            @Override
            public CompletableFuture<Reply> future() {
                return future;
            }

            @Override
            public void cancel() {
                // It has ended.
            }
        };
    }
}
