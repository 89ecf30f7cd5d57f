package io.wilco.worker;

import io.wilco.transport.Duty;
import io.wilco.transport.EngineRunner;
import io.wilco.transport.Transport;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.worker.core.Work;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerEngine;
import io.wilco.worker.core.WorkerListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/** A worker's engine on a thread and sockets of its own: what {@link Worker} and the command line have in common. */
public final class WorkerHost implements AutoCloseable {
    private static final long CPU_SAMPLE_NS = 1_000_000_000L;
    private static final int COMPLETIONS_PER_CYCLE_MAX = 4_096;

    private final WorkerEngine engine;
    private final EngineRunner runner;
    private final WorkerListener listener;
    private final MpscAtomicArrayQueue<Completion> completions;
    private final AtomicReference<@Nullable List<InetSocketAddress>> dispatchers = new AtomicReference<>();
    private final ConcurrentLinkedQueue<Long> handovers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch registered = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final @Nullable HandlerWork handlers;
    private volatile @Nullable CloseReason lastFailure;
    private volatile String refusal = "";
    private volatile boolean isSuperseded;
    private volatile long drainUntilNs = Long.MAX_VALUE;
    private volatile boolean isDraining;
    private volatile boolean wasDrained;
    private volatile boolean isStopped;
    private boolean hasDrainBegun;
    private long cpuSampledNs;

    private final class Listener implements WorkerListener {
        @Override
        public void onRegistered(final InetSocketAddress dispatcher, final long nowNs) {
            listener.onRegistered(dispatcher, nowNs);
            registered.countDown();
        }

        @Override
        public void onRefused(final InetSocketAddress dispatcher, final long nowNs, final String text) {
            refusal = text;
            listener.onRefused(dispatcher, nowNs, text);
        }

        @Override
        public void onDisconnected(
                final InetSocketAddress dispatcher,
                final long nowNs,
                final CloseReason reason,
                final boolean wasRegistered) {
            lastFailure = reason;
            if (reason == CloseReason.SUPERSEDED) {
                // Coming back would drive the other one out, and so on: this worker ends.
                isSuperseded = true;
                isDraining = true;
            }
            listener.onDisconnected(dispatcher, nowNs, reason, wasRegistered);
        }
    }

    /**
     * @param work makes what executes requests; {@link HandlerWork}, or something that completes on the worker's thread
     * @param listener called on the worker's thread; must not block
     * @throws IOException if the system gives no selector
     */
    public WorkerHost(
            final WorkerConfig config,
            final List<InetSocketAddress> dispatchers,
            final Function<WorkerHost, Work> work,
            final WorkerListener listener,
            final Transport transport)
            throws IOException {
        this.listener = listener;
        // Each execution completes once, so the queue cannot overflow.
        completions = new MpscAtomicArrayQueue<>(Math.max(2, config.concurrency()));
        final Work executing = work.apply(this);
        handlers = executing instanceof HandlerWork handlerWork ? handlerWork : null;
        engine =
                new WorkerEngine(config, dispatchers, executing, new Listener(), new SecureRandom(), System.nanoTime());
        runner = new EngineRunner("wilco-worker-" + config.id())
                .add(engine, transport)
                .add((Duty) this::doWork);
    }

    /** Begins to register. */
    public void start() {
        runner.start();
    }

    /** The engine, for {@link Work} that completes on the worker's thread. */
    public WorkerEngine engine() {
        return engine;
    }

    /** Hands the result of an execution to the worker's thread. Any thread, once for each execution. */
    void complete(final Completion completion) {
        if (!completions.offer(completion)) {
            throw new IllegalStateException("more completions than executions");
        }
        runner.wake();
    }

    /** Whether this worker has said goodbye, or is just about to: nothing is to be begun any more. Any thread. */
    boolean isStopped() {
        return isStopped;
    }

    /** These are the dispatchers from now on. Any thread. */
    public void onDispatchers(final List<InetSocketAddress> addresses) {
        dispatchers.set(addresses);
        runner.wake();
    }

    /** A handover is over. Any thread. There are never more than the engine has begun. */
    void completeHandover(final long id) {
        handovers.add(id);
        runner.wake();
    }

    private int doWork(final long nowNs) {
        int work = 0;
        final List<InetSocketAddress> addresses = dispatchers.get() == null ? null : dispatchers.getAndSet(null);
        if (addresses != null) {
            engine.onDispatchers(addresses);
        }
        for (Long handover = handovers.poll(); handover != null; handover = handovers.poll()) {
            engine.completeHandover(handover);
            work++;
        }
        while (work < COMPLETIONS_PER_CYCLE_MAX) {
            final Completion completion = completions.poll();
            if (completion == null) {
                break;
            }
            complete(completion, nowNs);
            work++;
        }
        if (nowNs - cpuSampledNs > CPU_SAMPLE_NS) {
            cpuSampledNs = nowNs;
            engine.onCpuPercent(cpuPercent());
        }
        if (isDraining) {
            work += drain(nowNs);
        }
        return work;
    }

    private void complete(final Completion completion, final long nowNs) {
        if (handlers != null) {
            handlers.onCompleted(completion.executionId());
        }
        engine.complete(
                nowNs,
                completion.executionId(),
                completion.status(),
                Bytes.wrap(completion.payload()),
                0,
                completion.payload().length,
                completion.tookNs());
    }

    private int drain(final long nowNs) {
        if (!hasDrainBegun) {
            hasDrainBegun = true;
            engine.drain(nowNs);
            return 1;
        }
        if (closed.getCount() > 0 && (engine.isDrained() || nowNs >= drainUntilNs)) {
            wasDrained = engine.isDrained();
            // Before the dispatchers hear of it: from then on others may be the owners of this worker's shards.
            isStopped = true;
            engine.stop();
            closed.countDown();
            if (isSuperseded) {
                runner.close();
            }
            return 1;
        }
        return 0;
    }

    private static int cpuPercent() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? (int) Math.round(100 * Math.max(0, system.getProcessCpuLoad()))
                : 0;
    }

    /**
     * Waits until some dispatcher took the registration.
     *
     * @return whether one did in time
     */
    public boolean awaitRegistered(final Duration timeout) throws InterruptedException {
        return registered.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Why no dispatcher has taken the registration, for people. */
    public String whyNotRegistered() {
        if (!refusal.isEmpty()) {
            return refusal;
        }
        return lastFailure == CloseReason.UNREACHABLE ? "nothing listens there" : "no answer";
    }

    /** Whether another worker with the same id took this one's place. */
    public boolean isSuperseded() {
        return isSuperseded;
    }

    /** What ended the worker's thread before its time, which only a defect does. */
    public @Nullable Throwable failure() {
        return runner.failure();
    }

    /** Waits until the worker has ended. */
    public void join() throws InterruptedException {
        runner.join();
    }

    /**
     * Takes nothing new, finishes what is here, delivers the replies, then ends; within the limit.
     *
     * @return whether all was finished and delivered
     */
    public boolean close(final Duration limit) {
        drainUntilNs = System.nanoTime() + limit.toNanos();
        isDraining = true;
        runner.wake();
        boolean isDrained = false;
        try {
            // The runner ends the drain at the limit; a little more, in case it died.
            isDrained = closed.await(limit.toMillis() + 1_000, TimeUnit.MILLISECONDS) && wasDrained;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runner.close();
        return isDrained;
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
