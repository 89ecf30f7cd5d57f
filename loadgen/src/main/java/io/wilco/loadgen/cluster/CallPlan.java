package io.wilco.loadgen.cluster;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Delivery;

/**
 * What a client asks for.
 *
 * @param service index of the service's name
 * @param length of the payload, in bytes; 0, or enough for a number
 * @param replyLength of the answer's payload, if the payload of the request says which call it is
 * @param serviceNs how long the handler takes; 0: it answers at once
 * @param fails whether the handler throws
 * @param deadlineNs how long the client waits
 * @param cancelAfterNs when it loses patience; negative: never
 */
record CallPlan(
        int service,
        int length,
        int replyLength,
        long serviceNs,
        boolean fails,
        long deadlineNs,
        CallOptions options,
        long cancelAfterNs) {
    Delivery delivery() {
        return options.delivery();
    }

    /** How many workers may execute it though none is lost: two if it may be hedged. */
    int workersMax() {
        return options.mayHedge() && delivery() == Delivery.AT_LEAST_ONCE ? 2 : 1;
    }
}
