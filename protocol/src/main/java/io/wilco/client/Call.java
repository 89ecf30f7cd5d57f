package io.wilco.client;

import io.wilco.wire.Delivery;
import io.wilco.wire.RegisterFlyweight;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

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
    private final Delivery delivery;

    private Call(final String service, final byte[] payload, final Duration deadline, final Delivery delivery) {
        this.service = service;
        this.payload = payload;
        this.deadline = deadline;
        this.delivery = delivery;
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
        return new Call(service, Objects.requireNonNull(payload, "payload"), DEADLINE_DEFAULT, Delivery.AT_MOST_ONCE);
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
        return new Call(service, payload, newDeadline, delivery);
    }

    /** The same call with another promise for when a worker is lost after it may have started. */
    public Call withDelivery(final Delivery newDelivery) {
        return new Call(service, payload, deadline, Objects.requireNonNull(newDelivery, "delivery"));
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
        return delivery;
    }
}
