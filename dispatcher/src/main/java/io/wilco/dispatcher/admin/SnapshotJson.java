package io.wilco.dispatcher.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.wilco.dispatcher.Addresses;
import io.wilco.dispatcher.core.DispatcherSnapshot;

/** Snapshots as JSON. The names are a contract with scripts: snake_case, units last, times in microseconds. */
final class SnapshotJson {
    private static final double NS_PER_US = 1_000;
    private static final double NS_PER_S = 1_000_000_000;

    private SnapshotJson() {}

    /** The workers. */
    static JsonObject nodes(final DispatcherSnapshot snapshot) {
        final JsonArray nodes = new JsonArray();
        snapshot.workers().forEach(worker -> nodes.add(node(worker)));
        final JsonObject result = new JsonObject();
        // So that rates can be had from two samples.
        result.addProperty("uptime_s", snapshot.uptimeNs() / NS_PER_S);
        result.add("nodes", nodes);
        return result;
    }

    private static JsonObject node(final DispatcherSnapshot.WorkerSnapshot worker) {
        final JsonArray services = new JsonArray();
        worker.services().forEach(services::add);
        final JsonObject node = new JsonObject();
        node.addProperty("id", worker.id());
        node.add("services", services);
        node.addProperty("address", worker.address() == null ? "" : Addresses.text(worker.address()));
        node.addProperty("state", worker.state());
        node.addProperty("wanted", worker.wanted().text());
        node.addProperty("weight", worker.traits().weight());
        node.addProperty("tier", worker.traits().tier());
        node.addProperty("zone", worker.traits().zone());
        node.addProperty("executing", worker.executing());
        node.addProperty("queued", worker.queued());
        node.addProperty("concurrency", worker.concurrency());
        node.addProperty("outstanding", worker.outstanding());
        node.addProperty("outstanding_max", worker.bound());
        node.addProperty("cpu_percent", worker.cpuPercent());
        node.addProperty("service_time_us", us(worker.serviceTimeNs()));
        node.addProperty("queue_delay_us", us(worker.queueDelayNs()));
        node.addProperty("round_trip_us", us(worker.roundTripNs()));
        node.addProperty("report_age_us", us(worker.reportAgeNs()));
        node.addProperty("assigned", worker.assigned());
        node.addProperty("completed", worker.completed());
        node.addProperty("failed", worker.failed());
        node.addProperty("refused", worker.refused());
        node.addProperty("retransmitted", worker.retransmitted());
        node.addProperty("redispatched", worker.redispatched());
        node.addProperty("p50_us", us(worker.p50Ns()));
        node.addProperty("p99_us", us(worker.p99Ns()));
        node.addProperty("p99_9_us", us(worker.p999Ns()));
        return node;
    }

    /** The dispatcher itself, its services and its traffic. */
    static JsonObject status(final DispatcherSnapshot snapshot) {
        final JsonArray services = new JsonArray();
        int queued = 0;
        for (final DispatcherSnapshot.ServiceSnapshot service : snapshot.services()) {
            services.add(service(service));
            queued += service.queued();
        }
        final JsonObject status = new JsonObject();
        status.addProperty("state", snapshot.state());
        status.addProperty("policy", snapshot.policy());
        status.addProperty("cluster", snapshot.cluster().text());
        status.addProperty("uptime_s", snapshot.uptimeNs() / NS_PER_S);
        status.addProperty("links", snapshot.links());
        status.addProperty("requests_open", snapshot.requests());
        status.addProperty("requests_queued", queued);
        status.addProperty("received", snapshot.received());
        status.addProperty("ok", snapshot.ok());
        status.addProperty("application_errors", snapshot.applicationErrors());
        status.addProperty("rejected", snapshot.rejected());
        status.addProperty("deadline_exceeded", snapshot.deadlineExceeded());
        status.addProperty("outcome_unknown", snapshot.outcomeUnknown());
        status.addProperty("cancelled", snapshot.cancelled());
        status.addProperty("redispatched", snapshot.redispatched());
        status.addProperty("abandoned", snapshot.abandoned());
        status.add("services", services);
        status.add("traffic", traffic(snapshot.traffic()));
        return status;
    }

    private static JsonObject service(final DispatcherSnapshot.ServiceSnapshot service) {
        final JsonObject object = new JsonObject();
        object.addProperty("name", service.name());
        object.addProperty("queued", service.queued());
        object.addProperty("workers_ready", service.workers());
        object.addProperty("rejected", service.rejected());
        object.addProperty("expired", service.expired());
        object.addProperty("hedged", service.hedged());
        object.addProperty("recalled", service.recalled());
        object.addProperty("shards_waiting", service.shardsWaiting());
        object.addProperty("shards_moved", service.shardsMoved());
        return object;
    }

    private static JsonObject traffic(final DispatcherSnapshot.Traffic traffic) {
        final JsonObject object = new JsonObject();
        object.addProperty("datagrams_sent", traffic.datagramsSent());
        object.addProperty("datagrams_received", traffic.datagramsReceived());
        object.addProperty("datagrams_invalid", traffic.datagramsInvalid());
        object.addProperty("datagrams_unknown", traffic.datagramsUnknown());
        object.addProperty("frames_retransmitted", traffic.framesRetransmitted());
        object.addProperty("frames_duplicate", traffic.framesDuplicate());
        object.addProperty("challenges_sent", traffic.challengesSent());
        object.addProperty("resets_sent", traffic.resetsSent());
        object.addProperty("cookies_bad", traffic.cookiesBad());
        return object;
    }

    private static double us(final long ns) {
        return ns / NS_PER_US;
    }
}
