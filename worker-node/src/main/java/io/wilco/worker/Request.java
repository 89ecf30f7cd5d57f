package io.wilco.worker;

import io.wilco.client.CallScope;
import io.wilco.client.Caller;
import io.wilco.client.Client;
import io.wilco.wire.Key;
import io.wilco.wire.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a handler is asked. Any thread may use it. */
public final class Request {
    private final String service;
    private final byte[] payload;
    private final long deadlineNs;
    private final int attempt;
    private final Priority priority;
    private final Ownership ownership;
    private final ClientSource clients;
    private volatile @Nullable CallScope scope;
    private volatile boolean isCancelled;
    private volatile boolean hasBegun;

    /** By what right this worker executes it. */
    record Ownership(@Nullable Key key, int shard, long epoch) {}

    Request(
            final String service,
            final byte[] payload,
            final long deadlineNs,
            final int attempt,
            final Priority priority,
            final Ownership ownership,
            final ClientSource clients) {
        this.service = service;
        this.payload = payload;
        this.deadlineNs = deadlineNs;
        this.attempt = attempt;
        this.priority = priority;
        this.ownership = ownership;
        this.clients = clients;
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

    /** What it is about; null if it may be executed by any worker. */
    public @Nullable Key key() {
        return ownership.key();
    }

    /** The shard of its key, 0 to 1,023, which this worker owns; -1 without a key. */
    public int shard() {
        return ownership.shard();
    }

    /**
     * Under which this worker owns the shard; 0 without a key. Every later owner has a greater one, so storage that
     * remembers the greatest it has seen for a shard, and refuses lesser ones, is never written to by an owner of
     * yesterday.
     */
    public long epoch() {
        return ownership.epoch();
    }

    /** What the caller said of its urgency. */
    public Priority priority() {
        return priority;
    }

    /**
     * Calls other services to answer this request. Its calls carry on what this request came with: they take no longer
     * than {@link #timeLeft}, and fail at once when nothing is left; they have its {@link #priority} unless they have
     * one of their own; their workers see its {@link #attempt}; and when this request is cancelled, those still open
     * are cancelled too. Does not block.
     *
     * @throws java.io.UncheckedIOException if the worker's own client cannot be opened, as the system gives no socket
     * @throws IllegalStateException if the worker is closed
     */
    public Caller client() {
        final CallScope known = scope;
        return known == null ? openScope(clients.get()) : known;
    }

    private Caller openScope(final Client client) {
        final CallScope opened;
        synchronized (this) {
            final CallScope known = scope;
            opened = known == null ? client.scope(timeLeft(), priority, attempt) : known;
            scope = opened;
        }
        if (isCancelled) {
            // It may have come too late to be seen by cancel().
            opened.cancel();
        }
        return opened;
    }

    void begin() {
        hasBegun = true;
    }

    boolean hasBegun() {
        return hasBegun;
    }

    /** On the worker's thread. */
    void cancel() {
        isCancelled = true;
        final CallScope opened = scope;
        if (opened != null) {
            opened.cancel();
        }
    }
}
