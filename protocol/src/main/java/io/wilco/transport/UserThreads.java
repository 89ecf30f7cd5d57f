package io.wilco.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the user's code runs, which may block: on the user's executor, or on threads of Wilco's own. Those are virtual
 * where the JDK has virtual threads, else a pool of daemons. Never the common pool: on a machine of two cores it has
 * one thread, and whoever blocks that one would stop every answer.
 */
public final class UserThreads implements AutoCloseable {
    private static final long IDLE_MAX_S = 10;

    private final Executor executor;
    private final @Nullable ExecutorService owned;

    private UserThreads(final Executor executor, final @Nullable ExecutorService owned) {
        this.executor = executor;
        this.owned = owned;
    }

    /**
     * The user's executor, or threads of Wilco's own.
     *
     * @param executor the user's, or null
     * @param name of the threads where they are not virtual, a number behind it
     * @param threadsMax how many there are at most where they are not virtual
     */
    public static UserThreads of(final @Nullable Executor executor, final String name, final int threadsMax) {
        if (executor != null) {
            return new UserThreads(executor, null);
        }
        final ExecutorService virtual = virtualThreads();
        final ExecutorService own = virtual == null ? pool(name, threadsMax) : virtual;
        return new UserThreads(own, own);
    }

    public Executor executor() {
        return executor;
    }

    /** Interrupts what runs, and starts nothing more; the user's own executor is left alone. */
    public void closeNow() {
        if (owned != null) {
            owned.shutdownNow();
        }
    }

    /** Takes nothing more; what was given runs to its end. Does not wait. The user's own executor is left alone. */
    @Override
    public void close() {
        if (owned != null) {
            owned.shutdown();
        }
    }

    /** The queue has no bound of its own: what is handed over is bounded by the calls or executions open. */
    private static ExecutorService pool(final String name, final int threadsMax) {
        final AtomicInteger number = new AtomicInteger();
        final ThreadFactory threads = task -> {
            final Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        final ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threadsMax, threadsMax, IDLE_MAX_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
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
