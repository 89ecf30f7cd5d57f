package io.wilco.client;

import java.util.concurrent.CompletableFuture;

/**
 * Makes calls: a {@link Client}, or a {@link CallScope} within one. Any thread may use it; nothing in it blocks, and
 * nothing throws for what happens on the way: the futures tell.
 */
public interface Caller {
    /**
     * Calls.
     *
     * @return gets the {@link Reply}, or fails with one of the {@link CallException}s. Cancelling it tells the worker,
     *     if it has not begun, to leave it
     */
    CompletableFuture<Reply> call(Call call);

    /**
     * Calls with a deadline of 5 s, delivered at most once.
     *
     * @param service name of the service, 1 to 64 bytes of UTF-8
     * @param payload at most 64 KiB; left alone from then on
     * @throws IllegalArgumentException if the name cannot be one
     */
    default CompletableFuture<Reply> call(final String service, final byte[] payload) {
        return call(Call.to(service, payload));
    }

    /**
     * Calls the worker that owns a key, with a deadline of 5 s, delivered at most once.
     *
     * @param service name of the service, 1 to 64 bytes of UTF-8
     * @param key 1 to 255 bytes of UTF-8
     * @param payload at most 64 KiB less the key and 44 bytes; left alone from then on
     * @throws IllegalArgumentException if the name or the key cannot be one
     */
    default CompletableFuture<Reply> call(final String service, final String key, final byte[] payload) {
        return call(Call.to(service, payload).withKey(key));
    }

    /**
     * Makes the calls of a task that was cut into parts, all at once, and gathers their replies.
     *
     * @return gets what came, or fails with the {@link CallException} of the part for which the task cannot be done any
     *     more. Cancelling it cancels all parts
     */
    CompletableFuture<Gathered> scatter(Scatter scatter);
}
