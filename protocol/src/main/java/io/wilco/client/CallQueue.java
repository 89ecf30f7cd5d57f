package io.wilco.client;

import io.wilco.client.core.ClientEngine;
import io.wilco.transport.Duty;
import io.wilco.wire.RejectReason;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What callers' threads hand to the client's thread. Its length is bounded by the client's count of open calls, each of
 * which stands here at most once to begin and once to be cancelled.
 */
final class CallQueue implements Duty {
    private static final int CHUNK = 1_024;
    private static final int BEGUN_PER_CYCLE_MAX = 1_024;

    private final ClientEngine engine;
    private final MpscUnboundedAtomicArrayQueue<PendingCall> begun = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final MpscUnboundedAtomicArrayQueue<PendingCall> cancelled = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final Executor executor;
    private final Runnable onRefused;
    private final AtomicReference<@Nullable List<InetSocketAddress>> dispatchers = new AtomicReference<>();
    private volatile @Nullable Drain drain;
    private volatile boolean isEnded;

    private record Drain(CompletableFuture<Void> done, long deadlineNs) {}

    /**
     * @param executor completes the futures of calls that the engine refuses
     * @param onRefused a call ended without having begun
     */
    CallQueue(final ClientEngine engine, final Executor executor, final Runnable onRefused) {
        this.engine = engine;
        this.executor = executor;
        this.onRefused = onRefused;
    }

    void begin(final PendingCall call) {
        begun.add(call);
        if (isEnded) {
            rejectBegun();
        }
    }

    /** The client's thread has ended: what stands here, and what may still come, never left. */
    void end() {
        isEnded = true;
        rejectBegun();
    }

    private synchronized void rejectBegun() {
        for (PendingCall call = begun.poll(); call != null; call = begun.poll()) {
            call.reject(RejectReason.DRAINING);
        }
    }

    private void begin(final PendingCall call, final long nowNs) {
        if (call.future().isDone()) {
            // Cancelled before it began.
            onRefused.run();
            return;
        }
        call.begin(engine, nowNs);
        if (!call.hasBegun()) {
            onRefused.run();
            call.refuse(engine, executor);
        }
    }

    /** These are the dispatchers from now on. Any thread. */
    void onDispatchers(final List<InetSocketAddress> addresses) {
        dispatchers.set(addresses);
    }

    void cancel(final PendingCall call) {
        cancelled.add(call);
    }

    /** Completes {@code done} when no call is open, or at the deadline. */
    void drain(final CompletableFuture<Void> done, final long deadlineNs) {
        drain = new Drain(done, deadlineNs);
    }

    @Override
    public int doWork(final long nowNs) {
        int work = 0;
        final List<InetSocketAddress> addresses = dispatchers.get() == null ? null : dispatchers.getAndSet(null);
        if (addresses != null) {
            engine.onDispatchers(addresses);
            work++;
        }
        while (work < BEGUN_PER_CYCLE_MAX) {
            final PendingCall call = begun.poll();
            if (call == null) {
                break;
            }
            begin(call, nowNs);
            work++;
        }
        for (PendingCall call = cancelled.poll(); call != null; call = cancelled.poll()) {
            call.cancel(engine, nowNs);
            work++;
        }
        final Drain asked = drain;
        if (asked != null && begun.isEmpty() && (engine.openCalls() == 0 || nowNs >= asked.deadlineNs)) {
            engine.close(nowNs);
            asked.done.complete(null);
            drain = null;
            work++;
        }
        return work;
    }
}
