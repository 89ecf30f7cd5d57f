package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.link.Endpoint;
import io.wilco.worker.core.WorkerConfig;

/** Looks, now and again, whether everything that is bounded is within its bound. */
final class BoundsChecker {
    private static final long PERIOD_NS = 20_000_000L;

    private final Cluster cluster;

    BoundsChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    /** Looks from now on until that time, in the world's time. */
    void schedule(final long untilNs) {
        final long atNs = cluster.world().nowNs() + PERIOD_NS;
        if (atNs <= untilNs) {
            cluster.world().at(atNs, () -> {
                check();
                schedule(untilNs);
            });
        }
    }

    void check() {
        for (final SimDispatcher dispatcher : cluster.dispatchers()) {
            final DispatcherConfig config = dispatcher.config();
            check(dispatcher, "requests", dispatcher.engine().requests(), config.requestsMax());
            // What comes back from workers goes to the front of the queue, full or not.
            check(dispatcher, "kept bytes", dispatcher.engine().keptBytes(), config.keptBytesMax());
            check(dispatcher, dispatcher.endpoint());
        }
        for (final SimWorker worker : cluster.workers()) {
            final WorkerConfig config = worker.config();
            check(worker, "executing", worker.engine().executing(), config.concurrency());
            check(worker, "running", worker.running(), config.concurrency());
            check(worker, "queued", worker.engine().queued(), config.queueMax());
            check(worker, worker.endpoint());
        }
        for (final SimClient client : cluster.clients()) {
            check(
                    client,
                    "calls",
                    client.engine().openCalls(),
                    client.plan().config().callsMax());
            check(
                    client,
                    "kept bytes",
                    client.engine().keptBytes(),
                    client.plan().config().keptBytesMax());
            check(client, client.endpoint());
        }
    }

    private void check(final SimNode node, final Endpoint endpoint) {
        check(node, "links", endpoint.linkCount(), endpoint.config().linksMax());
        check(
                node,
                "messages being put together",
                endpoint.reassemblies(),
                endpoint.config().reassembliesMax());
    }

    private void check(final SimNode node, final String what, final long value, final long max) {
        if (value < 0 || value > max) {
            cluster.findings()
                    .add(cluster.world().nowNs(), node.name() + " has " + value + " " + what + ", at most " + max);
        }
    }
}
