package io.wilco.client;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Delivery;
import io.wilco.wire.Key;
import io.wilco.wire.Priority;
import io.wilco.wire.RegisterFlyweight;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to be made; immutable, so it can be kept and made again. The payload is not copied until the call is made,
 * so it must be left alone until then.
 */
public final class Call {
    /** Unless said otherwise. */
    public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(5);

    public static final Duration DEADLINE_MIN = Duration.ofMillis(1);
    public static final Duration DEADLINE_MAX = Duration.ofHours(1);

    private final String service;
    private final byte[] payload;
    private final Duration deadline;
    private final CallOptions options;
    private final boolean hasPriority;

    private Call(
            final String service,
            final byte[] payload,
            final Duration deadline,
            final CallOptions options,
            final boolean hasPriority) {
        this.service = service;
        this.payload = payload;
        this.deadline = deadline;
        this.options = options;
        this.hasPriority = hasPriority;
    }

    /**
     * A call with a deadline of 5 s, delivered at most once.
     *
     * @param service name of the service, 1 to 64 bytes of UTF-8
     * @param payload at most 64 KiB; a larger one is rejected when the call is made
     * @throws IllegalArgumentException if the name cannot be one
     */
    public static Call to(final String service, final byte[] payload) {
        if (!RegisterFlyweight.isName(service)) {
            throw new IllegalArgumentException(
                    "a service's name has 1 to 64 bytes of UTF-8 and no control characters: '" + service + "'");
        }
        return new Call(
                service, Objects.requireNonNull(payload, "payload"), DEADLINE_DEFAULT, CallOptions.AT_MOST_ONCE, false);
    }

    /** A call with text in UTF-8 as its payload. */
    public static Call to(final String service, final String text) {
        return to(service, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same call with another deadline.
     *
     * @param newDeadline how long the caller waits, 1 ms to 1 h
     * @throws IllegalArgumentException if it is out of bounds
     */
    public Call withDeadline(final Duration newDeadline) {
        if (newDeadline.compareTo(DEADLINE_MIN) < 0 || newDeadline.compareTo(DEADLINE_MAX) > 0) {
            throw new IllegalArgumentException("a deadline is 1 ms to 1 h, not " + newDeadline);
        }
        return new Call(service, payload, newDeadline, options, hasPriority);
    }

    /** The same call with another promise for when a worker is lost after it may have started. */
    public Call withDelivery(final Delivery newDelivery) {
        return with(options.withDelivery(Objects.requireNonNull(newDelivery, "delivery")), hasPriority);
    }

    /**
     * The same call with another place among what waits in the dispatcher. Unless said, {@link Priority#NORMAL}; within
     * a {@link CallScope}, that of the scope.
     */
    public Call withPriority(final Priority newPriority) {
        return with(options.withPriority(Objects.requireNonNull(newPriority, "priority")), true);
    }

    /**
     * The same call, which the dispatcher may give to a second worker too when the first takes longer than most do; the
     * first reply counts, and the other worker is told to leave it. So it may be executed twice, at the same time;
     * which is why it has an effect only on calls that are delivered {@link Delivery#AT_LEAST_ONCE}. It does not make
     * them that.
     */
    public Call withHedging() {
        return with(options.withHedging(), hasPriority);
    }

    /**
     * The same call for the worker that owns a key: of a service, all calls with one key go to one worker, as long as
     * it is there. Delivered at most once, it survives the loss of a dispatcher, for the owner knows it again.
     *
     * @param key see {@link Key}; its bytes, and {@value io.wilco.wire.KeyedFlyweight#HEADER_LENGTH} more, leave less
     *     room for the payload
     */
    public Call withKey(final Key key) {
        return with(options.withKey(Objects.requireNonNull(key, "key")), hasPriority);
    }

    /** The same call for the worker that owns a key. */
    public Call withKey(final String key) {
        return withKey(Key.of(key));
    }

    private Call with(final CallOptions newOptions, final boolean newHasPriority) {
        return new Call(service, payload, deadline, newOptions, newHasPriority);
    }

    /** The same call with another payload. */
    Call withPayload(final byte[] newPayload) {
        return new Call(service, newPayload, deadline, options, hasPriority);
    }

    /**
     * The same call as a part of something else.
     *
     * @param timeLeft more than 0; it takes no longer than that
     * @param scopePriority if it has none of its own
     * @param attempt earlier attempts at what it is part of, 0 to 255
     */
    Call within(final Duration timeLeft, final Priority scopePriority, final int attempt) {
        final CallOptions urgent = hasPriority ? options : options.withPriority(scopePriority);
        final Duration shorter = deadline.compareTo(timeLeft) < 0 ? deadline : timeLeft;
        return new Call(service, payload, shorter, urgent.withAttemptsBefore(attempt), hasPriority);
    }

    /** Null if any worker may execute it. */
    public @Nullable Key key() {
        return options.key();
    }

    public String service() {
        return service;
    }

    /** Not a copy. */
    public byte[] payload() {
        return payload;
    }

    public Duration deadline() {
        return deadline;
    }

    public Delivery delivery() {
        return options.delivery();
    }

    public Priority priority() {
        return options.priority();
    }

    /** Whether {@link #withHedging} was said; without effect unless it is delivered at least once. */
    public boolean mayHedge() {
        return options.mayHedge();
    }

    CallOptions options() {
        return options;
    }
}
