package io.wilco.client.core;

import io.wilco.wire.Delivery;
import io.wilco.wire.Key;
import io.wilco.wire.Priority;
import io.wilco.wire.RequestFlyweight;
import org.jspecify.annotations.Nullable;

/**
 * How a call is to be treated on its way; immutable, so that one instance serves any number of calls.
 *
 * @param delivery what may happen when a worker is lost
 * @param priority its place among what waits
 * @param mayHedge whether a second worker may get it while a first one still has it; means nothing unless
 *     {@code delivery} is {@link Delivery#AT_LEAST_ONCE}
 * @param attemptsBefore how often what it is part of may have been executed before, 0 to 255
 * @param key whose owner executes it; null: any worker
 */
public record CallOptions(
        Delivery delivery,
        Priority priority,
        boolean mayHedge,
        int attemptsBefore,
        @Nullable Key key) {
    public static final CallOptions AT_MOST_ONCE =
            new CallOptions(Delivery.AT_MOST_ONCE, Priority.NORMAL, false, 0, null);
    public static final CallOptions AT_LEAST_ONCE =
            new CallOptions(Delivery.AT_LEAST_ONCE, Priority.NORMAL, false, 0, null);

    public CallOptions {
        if (attemptsBefore < 0 || attemptsBefore > RequestFlyweight.ATTEMPT_MAX) {
            throw new IllegalArgumentException("attemptsBefore must be 0 to " + RequestFlyweight.ATTEMPT_MAX);
        }
    }

    /** With nothing special but the delivery; does not allocate. */
    public static CallOptions of(final Delivery delivery) {
        return delivery == Delivery.AT_LEAST_ONCE ? AT_LEAST_ONCE : AT_MOST_ONCE;
    }

    public CallOptions withDelivery(final Delivery newDelivery) {
        return new CallOptions(newDelivery, priority, mayHedge, attemptsBefore, key);
    }

    public CallOptions withPriority(final Priority newPriority) {
        return new CallOptions(delivery, newPriority, mayHedge, attemptsBefore, key);
    }

    public CallOptions withHedging() {
        return new CallOptions(delivery, priority, true, attemptsBefore, key);
    }

    public CallOptions withAttemptsBefore(final int count) {
        return new CallOptions(delivery, priority, mayHedge, count, key);
    }

    public CallOptions withKey(final Key newKey) {
        return new CallOptions(delivery, priority, mayHedge, attemptsBefore, newKey);
    }

    /** Whether its owner must know it again if it comes twice. */
    boolean isKeyedOnce() {
        return key != null && delivery == Delivery.AT_MOST_ONCE;
    }

    /** As they travel. */
    int flags() {
        return RequestFlyweight.flags(delivery, priority, mayHedge) | (key == null ? 0 : RequestFlyweight.KEYED_FLAG);
    }
}
