package io.wilco.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where handlers run: the user's executor, or one of the worker's own, which ends with it. */
public final class HandlerThreads {
    private final Executor executor;
    private final @Nullable ExecutorService owned;

    private HandlerThreads(final Executor executor, final @Nullable ExecutorService owned) {
        this.executor = executor;
        this.owned = owned;
    }

    /**
     * Where a worker's handlers are to run.
     *
     * @param executor the user's, or null for threads of the worker's own
     * @param concurrency handlers that run at once
     */
    public static HandlerThreads of(final @Nullable Executor executor, final int concurrency) {
        if (executor != null) {
            return new HandlerThreads(executor, null);
        }
        final ExecutorService virtual = virtualThreads();
        final ExecutorService own = virtual == null ? pool(concurrency) : virtual;
        return new HandlerThreads(own, own);
    }

    Executor executor() {
        return executor;
    }

    void close() {
        if (owned != null) {
            owned.shutdownNow();
        }
    }

    private static ExecutorService pool(final int concurrency) {
        final AtomicInteger number = new AtomicInteger();
        final ThreadFactory threads = task -> {
            final Thread thread = new Thread(task, "wilco-handler-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(concurrency, threads);
    }

    /** JDK 21 and later have them; this is compiled for 17. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (final ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
