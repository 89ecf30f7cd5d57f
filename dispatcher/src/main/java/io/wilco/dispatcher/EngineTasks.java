package io.wilco.dispatcher;

import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.transport.Duty;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What other threads ask the engine's thread to do: a few things at a time, bounded, answered by a future. */
final class EngineTasks implements Duty {
    /** Askers are a handful of administrative threads. */
    static final int TASKS_MAX = 64;

    private final DispatcherEngine engine;
    private final ArrayBlockingQueue<Task<?>> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable CompletableFuture<Boolean> drained;

    /** Something to do with the engine, on its thread. */
    @FunctionalInterface
    interface Action<T> {
        T apply(DispatcherEngine engine, long nowNs);
    }

    private record Task<T>(Action<T> action, CompletableFuture<T> result) {
        void run(final DispatcherEngine engine, final long nowNs) {
            if (result.isDone()) {
                // Who asked has given up.
                return;
            }
            try {
                result.complete(action.apply(engine, nowNs));
            } catch (final RuntimeException e) {
                // The asker's trouble: the engine goes on.
                result.completeExceptionally(e);
            }
        }
    }

    EngineTasks(final DispatcherEngine engine) {
        this.engine = engine;
    }

    /** Any thread. The future fails with {@link IllegalStateException} if too many tasks wait. */
    <T> CompletableFuture<T> submit(final Action<T> action) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        if (tasks.offer(new Task<>(action, result))) {
            waiting.incrementAndGet();
        } else {
            result.completeExceptionally(new IllegalStateException("too many tasks wait for the engine"));
        }
        return result;
    }

    /** Completes {@code future} as soon as the engine has drained. On the engine's thread. */
    void onDrained(final CompletableFuture<Boolean> future) {
        drained = future;
    }

    @Override
    public int doWork(final long nowNs) {
        int work = 0;
        // The counter spares an engine with nothing to do here the queue's lock.
        while (work < TASKS_MAX && waiting.get() > 0) {
            final Task<?> task = tasks.poll();
            if (task == null) {
                break;
            }
            waiting.decrementAndGet();
            task.run(engine, nowNs);
            work++;
        }
        if (drained != null && engine.isDrained()) {
            drained.complete(true);
            drained = null;
            work++;
        }
        return work;
    }
}
