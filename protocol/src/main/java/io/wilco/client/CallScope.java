package io.wilco.client;

import io.wilco.wire.Priority;
import io.wilco.wire.RequestFlyweight;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Calls on behalf of something that has a deadline, an urgency, and may be given up: a request that a worker's handler
 * answers with the help of other services. No call takes longer than what is left of the scope's time; one for which
 * nothing is left ends with {@link CallException.DeadlineExceeded} at once. Any thread may use it.
 */
public final class CallScope implements Caller {
    private final Function<Call, OpenCall> begin;
    private final long deadlineNs;
    private final Priority priority;
    private final int attempt;
    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isCancelled;

    /**
     * @param begin makes a call
     * @param deadlineNs in the terms of {@link System#nanoTime}
     * @param priority of calls that say nothing about theirs
     * @param attempt earlier attempts at what the calls are for
     */
    CallScope(final Function<Call, OpenCall> begin, final long deadlineNs, final Priority priority, final int attempt) {
        this.begin = begin;
        this.deadlineNs = deadlineNs;
        this.priority = priority;
        this.attempt = Math.max(0, Math.min(attempt, RequestFlyweight.ATTEMPT_MAX));
    }

    @Override
    public CompletableFuture<Reply> call(final Call call) {
        return begin(call).future();
    }

    @Override
    public CompletableFuture<Gathered> scatter(final Scatter scatter) {
        return Gathering.start(scatter, this::begin);
    }

    private OpenCall begin(final Call call) {
        if (isCancelled) {
            return OpenCall.failed(new CallException.Cancelled());
        }
        final long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
            return OpenCall.failed(new CallException.DeadlineExceeded());
        }
        final OpenCall begun = begin.apply(call.within(Duration.ofNanos(leftNs), priority, attempt));
        open.add(begun);
        final CompletableFuture<Reply> unused = begun.future().whenComplete((reply, failure) -> open.remove(begun));
        if (isCancelled) {
            // It may have come too late to be seen by cancel().
            begun.cancel();
        }
        return begun;
    }

    /** What is left; zero or negative when that is over. */
    public Duration timeLeft() {
        return Duration.ofNanos(deadlineNs - System.nanoTime());
    }

    /**
     * Ends all that is open with {@link CallException.Cancelled}, and every later call at once. Does not block, and
     * runs no one's stages on the calling thread.
     */
    public void cancel() {
        isCancelled = true;
        open.forEach(OpenCall::cancel);
    }

    /** Calls begun and not yet ended. */
    public int openCalls() {
        return open.size();
    }
}
