package io.wilco.dispatcher.core;

import io.wilco.wire.ReplyStatus;

/** What became of requests since the dispatcher began. */
final class DispatcherStats {
    private final long[] outcomes = new long[ReplyStatus.values().length];
    long received;
    long redispatched;
    long hedged;
    long abandoned;

    void count(final ReplyStatus status) {
        outcomes[status.code()]++;
    }

    long outcomes(final ReplyStatus status) {
        return outcomes[status.code()];
    }
}
