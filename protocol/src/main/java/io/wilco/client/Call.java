package io.wilco.client;

import io.wilco.wire.Delivery;
import io.wilco.wire.RegisterFlyweight;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * A request to be made; immutable, so it can be kept and made again.
 *
 * @param service name of the service, 1 to 64 bytes of UTF-8
 * @param payload at most 64 KiB; not copied until the call is made, so leave it alone until then
 * @param deadline how long the caller waits, 1 ms to 1 h
 * @param delivery what happens when a worker is lost after it may have started
 */
public record Call(String service, byte[] payload, Duration deadline, Delivery delivery) {
    /** Unless said otherwise. */
    public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(5);

    public static final Duration DEADLINE_MIN = Duration.ofMillis(1);
    public static final Duration DEADLINE_MAX = Duration.ofHours(1);

    /**
     * @throws IllegalArgumentException if the name or the deadline is out of bounds
     */
    public Call {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(delivery, "delivery");
        if (!RegisterFlyweight.isName(service)) {
            throw new IllegalArgumentException(
                    "a service's name has 1 to 64 bytes of UTF-8 and no control characters: '"
                            + service
                            + "'");
        }
        if (deadline.compareTo(DEADLINE_MIN) < 0 || deadline.compareTo(DEADLINE_MAX) > 0) {
            throw new IllegalArgumentException("a deadline is 1 ms to 1 h, not " + deadline);
        }
    }

    /** A call with a deadline of 5 s, delivered at most once. */
    public static Call to(final String service, final byte[] payload) {
        return new Call(service, payload, DEADLINE_DEFAULT, Delivery.AT_MOST_ONCE);
    }

    /** A call to the same service, with text in UTF-8 as its payload. */
    public static Call to(final String service, final String text) {
        return to(service, text.getBytes(StandardCharsets.UTF_8));
    }

    public Call withDeadline(final Duration newDeadline) {
        return new Call(service, payload, newDeadline, delivery);
    }

    public Call withDelivery(final Delivery newDelivery) {
        return new Call(service, payload, deadline, newDelivery);
    }
}
