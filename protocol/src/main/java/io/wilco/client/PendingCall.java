package io.wilco.client;

import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.transport.EngineRunner;
import io.wilco.wire.Bytes;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A call between the caller's thread and the client's. */
final class PendingCall implements OpenCall {
    private final Call call;
    private final long deadlineNs;
    private final CompletableFuture<Reply> future;
    private final CallQueue queue;
    private final EngineRunner runner;
    private long id = ClientEngine.REFUSED;
    private volatile boolean isCancelAsked;

    /** A future whose cancellation reaches the engine. */
    private static final class CallFuture extends CompletableFuture<Reply> {
        private final Runnable onCancel;

        CallFuture(final Runnable onCancel) {
            this.onCancel = onCancel;
        }

        @Override
        public boolean cancel(final boolean mayInterruptIfRunning) {
            final boolean isCancelled = super.cancel(mayInterruptIfRunning);
            if (isCancelled) {
                onCancel.run();
            }
            return isCancelled;
        }
    }

    PendingCall(final Call call, final long nowNs, final CallQueue queue, final EngineRunner runner) {
        this.call = call;
        deadlineNs = nowNs + call.deadline().toNanos();
        this.queue = queue;
        this.runner = runner;
        future = new CallFuture(this::askToEnd);
    }

    @Override
    public CompletableFuture<Reply> future() {
        return future;
    }

    @Override
    public void cancel() {
        if (!future.isDone() && !isCancelAsked) {
            askToEnd();
        }
    }

    private void askToEnd() {
        isCancelAsked = true;
        queue.cancel(this);
        runner.wake();
    }

    /** On the client's thread. */
    void begin(final ClientEngine engine, final long nowNs) {
        final byte[] service = call.service().getBytes(StandardCharsets.UTF_8);
        id = engine.call(
                nowNs, this, service, Bytes.wrap(call.payload()), 0, call.payload().length, deadlineNs, call.options());
        if (isCancelAsked) {
            // The word overtook the call.
            cancel(engine, nowNs);
        }
    }

    /** Whether the engine had room; otherwise it will never tell an outcome. On the client's thread. */
    boolean hasBegun() {
        return id != ClientEngine.REFUSED && id != ClientEngine.OVERLOADED;
    }

    /** On the client's thread. */
    void cancel(final ClientEngine engine, final long nowNs) {
        if (hasBegun()) {
            engine.cancel(nowNs, id);
        }
    }

    /** The engine did not take it. On the client's thread. */
    void refuse(final ClientEngine engine, final Executor executor) {
        if (id == ClientEngine.OVERLOADED) {
            final Duration retryAfter = Duration.ofNanos(engine.retryAfterUs() * 1_000L);
            execute(executor, () -> reject(RejectReason.OVERLOADED, retryAfter));
        } else {
            execute(executor, () -> reject(RejectReason.CLIENT_QUEUE_FULL));
        }
    }

    /** It never left. Any thread. */
    void reject(final RejectReason reason) {
        reject(reason, Duration.ZERO);
    }

    private void reject(final RejectReason reason, final Duration retryAfter) {
        future.completeExceptionally(new CallException.Rejected(reason, retryAfter, ""));
    }

    /** On the client's thread. */
    void complete(final Outcome outcome, final Executor executor) {
        if (outcome.status() == ReplyStatus.OK) {
            final Reply reply = new Reply(outcome.payload(), attempts(outcome));
            execute(executor, () -> future.complete(reply));
        } else {
            final CallException failure = failureOf(outcome);
            execute(executor, () -> future.completeExceptionally(failure));
        }
    }

    /** Assignments of this call alone, without the attempts at what it is part of. */
    private int attempts(final Outcome outcome) {
        return Math.max(1, outcome.attempt() - call.options().attemptsBefore());
    }

    private static void execute(final Executor executor, final Runnable completion) {
        try {
            executor.execute(completion);
        } catch (final RuntimeException | Error e) {
            // The user's executor is shut down, full, or out of threads; the outcome must be told all the same.
            completion.run();
        }
    }

    private static CallException failureOf(final Outcome outcome) {
        return switch (outcome.status()) {
            case APPLICATION_ERROR -> new CallException.ApplicationError(outcome.text());
            case REJECTED ->
                new CallException.Rejected(
                        outcome.reason(), Duration.ofNanos(outcome.retryAfterUs() * 1_000L), outcome.text());
            case DEADLINE_EXCEEDED -> new CallException.DeadlineExceeded();
            case CANCELLED -> new CallException.Cancelled();
            case OUTCOME_UNKNOWN, OK -> new CallException.OutcomeUnknown();
        };
    }
}
