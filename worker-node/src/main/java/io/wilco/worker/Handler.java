package io.wilco.worker;

/** Answers requests. Called by as many threads at once as the worker's concurrency. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers one request. May take its time and may block.
     *
     * @return the reply's payload, at most 64 KiB; left alone from then on
     * @throws Exception to fail the call: the caller gets the message as an application error
     */
    byte[] handle(Request request) throws Exception;
}
