package io.wilco.loadgen.load;

import io.wilco.client.core.ClientEngine;
import io.wilco.transport.EngineRunner;
import io.wilco.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run with sockets and a thread of its own. */
public final class LoadThread implements AutoCloseable {
    private static final long LOOK_MS = 200;

    private final LinkedBlockingQueue<Runnable> told = new LinkedBlockingQueue<>();
    private final LoadListener listener;
    private final LoadRun run;
    private final EngineRunner runner;
    private @Nullable LoadResult result;
    private boolean isOver;

    /** Takes what is told on the run's thread, which must not wait for a terminal, to the one that awaits the run. */
    private final class HandOver implements LoadListener {
        @Override
        public void onProgress(final Progress progress) {
            told.add(() -> listener.onProgress(progress));
        }

        @Override
        public void onNotice(final String text) {
            told.add(() -> listener.onNotice(text));
        }

        @Override
        public void onNotStarted(final String why) {
            told.add(() -> {
                isOver = true;
                listener.onNotStarted(why);
            });
        }

        @Override
        public void onEnded(final LoadResult ended) {
            told.add(() -> {
                isOver = true;
                result = ended;
                listener.onEnded(ended);
            });
        }
    }

    /**
     * @param listener told on the thread that calls {@link #await}
     * @param transports gives each client its sockets
     * @throws IOException if the system gives none
     */
    public LoadThread(
            final LoadConfig config,
            final List<InetSocketAddress> dispatchers,
            final LoadListener listener,
            final Supplier<Transport> transports)
            throws IOException {
        this.listener = listener;
        run = new LoadRun(config, dispatchers, new HandOver(), new SecureRandom(), System::nanoTime);
        runner = new EngineRunner("wilco-load");
        for (final ClientEngine engine : run.engines()) {
            runner.add(engine, transports.get());
        }
        runner.add(run);
    }

    /**
     * Runs it and waits until it is over.
     *
     * @return what came of it; null if it could not begin, as the listener was told
     * @throws IllegalStateException if a defect ended the thread
     */
    public @Nullable LoadResult await() throws InterruptedException {
        runner.start();
        while (!isOver) {
            final Runnable next = told.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
            } else if (runner.failure() != null) {
                throw new IllegalStateException("the generator failed", runner.failure());
            }
        }
        return result;
    }

    /** Ends the run before its time; {@link #await} returns soon, with what there is. Any thread. */
    public void stop() {
        run.stop();
        runner.wake();
    }

    @Override
    public void close() {
        runner.close();
    }
}
