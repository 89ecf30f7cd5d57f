package io.wilco.loadgen.cluster;

import io.wilco.client.core.CallOptions;
import io.wilco.wire.Delivery;
import io.wilco.wire.Key;
import io.wilco.wire.Priority;
import java.util.SplittableRandom;

/**
 * What the calls of a scenario are like. Shares are from 0 to 1; times in nanoseconds.
 *
 * @param lengthMax largest payload
 * @param largeShare of calls whose payload may be that large; the others fit one datagram
 * @param largeReplyShare of calls whose reply has any length up to {@code lengthMax}, instead of the request's
 * @param atMostOnceShare of calls
 * @param deadlineMinNs least time that a client waits; spread evenly by order of magnitude up to the next
 * @param serviceMeanNs mean time in the handler; 0: every handler answers at once
 * @param serviceShape how it varies: 0 not at all, 1 exponentially, 2 in two modes
 * @param failShare of calls whose handler throws
 * @param cancelShare of calls that the client cancels
 * @param strangerShare of calls to a service that nobody offers
 * @param keyedShare of calls with a key
 * @param keys how many there are
 */
record Workload(
        int lengthMax,
        double largeShare,
        double largeReplyShare,
        double atMostOnceShare,
        long deadlineMinNs,
        long deadlineMaxNs,
        long serviceMeanNs,
        int serviceShape,
        double failShare,
        double cancelShare,
        double strangerShare,
        double keyedShare,
        int keys) {
    private static final int SMALL_MAX = 1_000;
    private static final double EMPTY_SHARE = 0.02;
    private static final double SLOW_SHARE = 0.1;
    private static final int SLOW_FACTOR = 5;

    CallPlan next(final SplittableRandom random) {
        final boolean isStranger = random.nextDouble() < strangerShare;
        final int service = isStranger ? Services.STRANGER : random.nextInt(Services.OFFERED);
        final boolean isCancelled = random.nextDouble() < cancelShare;
        final int length = length(random);
        return new CallPlan(
                service,
                length,
                random.nextDouble() < largeReplyShare ? random.nextInt(Payloads.LENGTH_MIN, lengthMax) : length,
                serviceNs(random),
                random.nextDouble() < failShare,
                spread(random, deadlineMinNs, deadlineMaxNs),
                options(random),
                isCancelled ? random.nextLong(2 * serviceMeanNs + 1_000_000) : -1);
    }

    private CallOptions options(final SplittableRandom random) {
        final boolean isOnce = random.nextDouble() < atMostOnceShare;
        return new CallOptions(
                isOnce ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE,
                Priority.of(random.nextInt(Priority.values().length)),
                random.nextBoolean(),
                0,
                keyedShare > 0 && random.nextDouble() < keyedShare ? Key.of("key-" + random.nextInt(keys)) : null);
    }

    private int length(final SplittableRandom random) {
        if (random.nextDouble() < EMPTY_SHARE) {
            return 0;
        }
        final int max = random.nextDouble() < largeShare ? lengthMax : Math.min(SMALL_MAX, lengthMax);
        return (int) spread(random, Payloads.LENGTH_MIN, max);
    }

    private long serviceNs(final SplittableRandom random) {
        final double factor = switch (serviceShape) {
            case 0 -> 1;
            case 1 -> -Math.log(1 - random.nextDouble());
            // The mean stays 1.
            default ->
                random.nextDouble() < SLOW_SHARE ? SLOW_FACTOR : (1 - SLOW_SHARE * SLOW_FACTOR) / (1 - SLOW_SHARE);
        };
        return (long) (serviceMeanNs * factor);
    }

    /** From {@code min} to {@code max}, each order of magnitude as likely as the other. */
    static long spread(final SplittableRandom random, final long min, final long max) {
        final double exponent = random.nextDouble() * Math.log((double) (max + 1) / min);
        return Math.max(min, Math.min(max, (long) (min * Math.exp(exponent))));
    }
}
