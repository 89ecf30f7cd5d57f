package io.wilco.worker;

import io.wilco.worker.core.Handover;
import io.wilco.worker.core.WorkerConfig;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Tells an embedder of shards that come and leave, in their order, on a thread of its own. */
final class HandoverWork implements AutoCloseable {
    private final WorkerHost host;
    private final WorkerConfig config;
    private final ShardListener listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        final Thread made = new Thread(task, "wilco-shards");
        made.setDaemon(true);
        return made;
    });

    HandoverWork(final WorkerHost host, final WorkerConfig config, final ShardListener listener) {
        this.host = host;
        this.config = config;
        this.listener = listener;
    }

    /** On the worker's thread. */
    boolean handOver(final long nowNs, final Handover handover) {
        try {
            thread.execute(() -> tell(nowNs, handover));
            return true;
        } catch (final RejectedExecutionException e) {
            // The worker is being closed.
            return false;
        }
    }

    private void tell(final long nowNs, final Handover handover) {
        final ShardHandover told = new ShardHandover(
                config.services().get(handover.service()),
                handover.shards(),
                handover.epochs(),
                handover.kind() == Handover.Kind.LOST,
                nowNs + config.handoverMaxNs());
        try {
            if (handover.kind() == Handover.Kind.ACQUIRED) {
                listener.onShardsAcquired(told);
            } else {
                listener.onShardsReleased(told);
            }
        } finally {
            host.completeHandover(handover.id());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
