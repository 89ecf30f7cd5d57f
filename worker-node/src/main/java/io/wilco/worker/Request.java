package io.wilco.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a handler is asked. Any thread may use it. */
public final class Request {
    private final String service;
    private final byte[] payload;
    private final long deadlineNs;
    private final int attempt;
    private volatile boolean isCancelled;
    private volatile boolean hasBegun;

    Request(final String service, final byte[] payload, final long deadlineNs, final int attempt) {
        this.service = service;
        this.payload = payload;
        this.deadlineNs = deadlineNs;
        this.attempt = attempt;
    }

    /** The service that was called. */
    public String service() {
        return service;
    }

    /** The handler's own; 0 to 64 KiB. */
    public byte[] payload() {
        return payload;
    }

    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** What is left until the caller stops waiting; zero or negative when that is over. */
    public Duration timeLeft() {
        return Duration.ofNanos(deadlineNs - System.nanoTime());
    }

    /** Workers that had the request before: more than 0 means that it may have been executed already. */
    public int attempt() {
        return attempt;
    }

    /** Whether nobody waits for the reply any more: the caller cancelled, or its dispatcher is gone. */
    public boolean isCancelled() {
        return isCancelled;
    }

    void begin() {
        hasBegun = true;
    }

    boolean hasBegun() {
        return hasBegun;
    }

    void cancel() {
        isCancelled = true;
    }
}
