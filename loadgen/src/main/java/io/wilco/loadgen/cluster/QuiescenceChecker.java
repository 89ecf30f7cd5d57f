package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.ShardsSnapshot;
import io.wilco.link.Link;
import io.wilco.wire.Shards;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks whether a cluster has come to rest: everybody is connected, and nothing is left of any request. */
final class QuiescenceChecker {
    private final Cluster cluster;

    QuiescenceChecker(final Cluster cluster) {
        this.cluster = cluster;
    }

    /** What is still going on, or null. */
    @Nullable
    String unrest() {
        if (cluster.ledger().open() > 0) {
            return cluster.ledger().open() + " calls are open";
        }
        for (final SimNode node : cluster.nodes()) {
            final String unrest = unrest(node);
            if (unrest != null) {
                return node.name() + " " + unrest;
            }
        }
        for (final SimClient client : cluster.clients()) {
            final String unrest = unrest(client);
            if (unrest != null) {
                return client.name() + " " + unrest;
            }
        }
        for (final SimWorker worker : cluster.workers()) {
            final String unrest = unrest(worker);
            if (unrest != null) {
                return worker.name() + " " + unrest;
            }
        }
        for (final SimDispatcher dispatcher : cluster.dispatchers()) {
            final String unrest = unrest(dispatcher);
            if (unrest != null) {
                return dispatcher.name() + " " + unrest;
            }
            if (cluster.scenario().profile().isKeyed() && !isAgreeing(dispatcher)) {
                return dispatcher.name() + " knows another placement than the first";
            }
        }
        return null;
    }

    private boolean isAgreeing(final SimDispatcher dispatcher) {
        return owners(dispatcher).equals(owners(cluster.dispatchers().get(0)));
    }

    private static List<ShardsSnapshot> owners(final SimDispatcher dispatcher) {
        return dispatcher.engine().shards().stream()
                .map(ShardsSnapshot::withoutWork)
                .toList();
    }

    private static @Nullable String unrest(final SimNode node) {
        if (node.isLeaving()) {
            return "is not up";
        }
        final Link[] busy = {null};
        node.endpoint().forEachLink(link -> {
            if (!link.isEstablished() || !link.isFlushed() || link.liveness().isSuspect()) {
                busy[0] = link;
            }
        });
        final Link link = busy[0];
        if (link != null) {
            return "has a link with " + link.peer() + " that is "
                    + (!link.isEstablished() ? "not established" : link.isFlushed() ? "suspect" : "not flushed");
        }
        if (node.endpoint().bytesInFlight() != 0) {
            return "counts " + node.endpoint().bytesInFlight() + " bytes in flight, though all is acked";
        }
        final int reassemblies = node.endpoint().reassemblies();
        return reassemblies == 0 ? null : "puts " + reassemblies + " messages together";
    }

    private static @Nullable String unrest(final SimClient client) {
        if (client.engine().openCalls() > 0) {
            return "has " + client.engine().openCalls() + " calls open";
        }
        if (!client.engine().isConnected()) {
            return "is not connected";
        }
        final int blocks = client.engine().keptBlocks();
        return blocks == 0 ? null : "keeps " + blocks + " blocks";
    }

    private static @Nullable String unrest(final SimWorker worker) {
        if (worker.engine().executing() > 0 || worker.running() > 0) {
            return "executes " + worker.engine().executing() + " (" + worker.running() + " in handlers)";
        }
        if (worker.engine().queued() > 0 || !worker.engine().isIdle()) {
            return "has " + worker.engine().queued() + " queued, or replies to send";
        }
        final int blocks = worker.engine().keptBlocks();
        return blocks == 0 ? null : "keeps " + blocks + " blocks";
    }

    private @Nullable String unrest(final SimDispatcher dispatcher) {
        if (dispatcher.engine().requests() > 0) {
            return "has " + dispatcher.engine().requests() + " requests";
        }
        final Map<InetSocketAddress, Integer> links = new LinkedHashMap<>();
        dispatcher.endpoint().forEachLink(link -> links.merge(link.peer(), 1, Integer::sum));
        for (final SimNode node : cluster.nodes()) {
            final int[] own = {0};
            node.endpoint().forEachLink(link -> own[0] += link.peer().equals(dispatcher.address()) ? 1 : 0);
            final int count = links.getOrDefault(node.address(), 0);
            if (count != own[0]) {
                return "has " + count + " links with " + node.name() + ", which has " + own[0];
            }
        }
        final int blocks = dispatcher.engine().keptBlocks();
        if (blocks > 0) {
            return "keeps " + blocks + " blocks";
        }
        final DispatcherSnapshot snapshot = dispatcher.engine().snapshot(dispatcher.clockNs());
        for (final DispatcherSnapshot.ServiceSnapshot service : snapshot.services()) {
            if (service.queued() > 0) {
                return "has " + service.queued() + " requests in the queue of " + service.name();
            }
        }
        for (final ShardsSnapshot shards : dispatcher.engine().shards()) {
            if (shards.moving() > 0 || shards.ready() < Shards.COUNT) {
                return "knows owners that are ready for " + shards.ready() + " shards of " + shards.service() + ", "
                        + shards.moving() + " of which move";
            }
        }
        int ready = 0;
        for (final DispatcherSnapshot.WorkerSnapshot worker : snapshot.workers()) {
            // One whose handlers failed by chance is out for a while, and well.
            if (!worker.state().equals("ready") && !worker.state().equals("ejected")) {
                return "sees " + worker.id() + " as " + worker.state();
            }
            if (worker.outstanding() != 0) {
                return "counts " + worker.outstanding() + " outstanding at " + worker.id();
            }
            ready++;
        }
        return ready == cluster.workers().size() ? null : "knows " + ready + " workers";
    }
}
