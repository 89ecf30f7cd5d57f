package io.wilco.dispatcher.admin;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot.ServiceSnapshot;
import io.wilco.dispatcher.core.DispatcherSnapshot.Traffic;
import io.wilco.dispatcher.core.DispatcherSnapshot.WorkerSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** One snapshot as Prometheus sees it. The names are a contract with dashboards. */
final class Metrics implements MultiCollector {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();
    private static final double NS_PER_S = 1_000_000_000;
    private static final List<String> WORKER_STATES =
            List.of("ready", "ejected", "draining", "maint", "suspect", "down");

    private final DispatcherSnapshot snapshot;
    private final MetricSnapshots.Builder metrics = MetricSnapshots.builder();

    Metrics(final DispatcherSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** In the text format of {@link #CONTENT_TYPE}. */
    static String text(final DispatcherSnapshot snapshot) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WRITER.write(bytes, new Metrics(snapshot).collect(), EscapingScheme.UNDERSCORE_ESCAPING);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public MetricSnapshots collect() {
        dispatcher();
        outcomes();
        traffic();
        services();
        workers();
        latencies();
        return metrics.build();
    }

    private void dispatcher() {
        gauge("wilco_uptime_seconds", "Time since the dispatcher started", snapshot.uptimeNs() / NS_PER_S);
        gauge(
                "wilco_draining",
                "1 while it takes no new requests",
                snapshot.state().equals("draining") ? 1 : 0);
        gauge(
                "wilco_cluster_current",
                "1 while it is alone, or in touch with enough of those it shares a placement with",
                snapshot.cluster().isCurrent() ? 1 : 0);
        gauge("wilco_links", "Clients and workers connected", snapshot.links());
        gauge("wilco_requests_open", "Requests in the dispatcher", snapshot.requests());
        counter("wilco_requests_received", "Requests that came", snapshot.received());
        counter("wilco_requests_redispatched", "Assignments taken back from lost workers", snapshot.redispatched());
        counter("wilco_requests_abandoned", "Requests whose client was lost", snapshot.abandoned());
    }

    private void outcomes() {
        final CounterSnapshot.Builder outcomes =
                CounterSnapshot.builder().name("wilco_requests").help("Requests answered, by outcome");
        outcome(outcomes, "ok", snapshot.ok());
        outcome(outcomes, "application_error", snapshot.applicationErrors());
        outcome(outcomes, "rejected", snapshot.rejected());
        outcome(outcomes, "deadline_exceeded", snapshot.deadlineExceeded());
        outcome(outcomes, "outcome_unknown", snapshot.outcomeUnknown());
        outcome(outcomes, "cancelled", snapshot.cancelled());
        metrics.metricSnapshot(outcomes.build());
    }

    private static void outcome(final CounterSnapshot.Builder counter, final String name, final long value) {
        counter.dataPoint(point(Labels.of("outcome", name), value));
    }

    private void traffic() {
        final Traffic traffic = snapshot.traffic();
        counter("wilco_datagrams_sent", "Datagrams sent on links", traffic.datagramsSent());
        counter("wilco_datagrams_received", "Datagrams received on links", traffic.datagramsReceived());
        counter("wilco_datagrams_invalid", "Datagrams damaged, foreign or forged", traffic.datagramsInvalid());
        counter("wilco_datagrams_unknown", "Datagrams of links that are not there", traffic.datagramsUnknown());
        counter("wilco_frames_retransmitted", "Frames sent again", traffic.framesRetransmitted());
        counter("wilco_frames_duplicate", "Frames that came again", traffic.framesDuplicate());
        counter("wilco_challenges_sent", "Address checks sent to those who ask for a link", traffic.challengesSent());
        counter("wilco_resets_sent", "Resets sent to those whose link is not there", traffic.resetsSent());
        counter("wilco_cookies_bad", "Answers to address checks that were forged or late", traffic.cookiesBad());
    }

    private void services() {
        services("wilco_service_queued_requests", "Requests waiting for a worker", ServiceSnapshot::queued);
        services("wilco_service_workers_ready", "Workers that can be given requests", ServiceSnapshot::workers);
        serviceCounter(
                "wilco_service_rejected", "Requests rejected for want of room or of time", ServiceSnapshot::rejected);
        serviceCounter("wilco_service_expired", "Requests whose deadline passed here", ServiceSnapshot::expired);
        serviceCounter(
                "wilco_service_hedged",
                "Requests given to a second worker because they took long",
                ServiceSnapshot::hedged);
        serviceCounter(
                "wilco_service_recalled",
                "Requests that a worker gave back when asked, being busy with a long one",
                ServiceSnapshot::recalled);
        services(
                "wilco_service_shards_waiting",
                "Shards of keys without an owner that requests can go to now",
                ServiceSnapshot::shardsWaiting);
        serviceCounter("wilco_service_shards_moved", "Shards that changed hands", ServiceSnapshot::shardsMoved);
    }

    private void workers() {
        final GaugeSnapshot.Builder states =
                GaugeSnapshot.builder().name("wilco_worker_state").help("1 for the state it is in");
        for (final WorkerSnapshot worker : snapshot.workers()) {
            for (final String state : WORKER_STATES) {
                states.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("worker", worker.id(), "state", state))
                        .value(worker.state().equals(state) ? 1 : 0)
                        .build());
            }
        }
        metrics.metricSnapshot(states.build());
        workers(
                "wilco_worker_weight",
                "How much of the traffic it is to get, 100 is usual",
                worker -> worker.traits().weight());
        workers("wilco_worker_executing_requests", "In its handlers, by its report", WorkerSnapshot::executing);
        workers("wilco_worker_queued_requests", "Waiting at the worker, by its report", WorkerSnapshot::queued);
        workers("wilco_worker_concurrency", "Requests it executes at once", WorkerSnapshot::concurrency);
        workers("wilco_worker_outstanding_requests", "Given by this dispatcher", WorkerSnapshot::outstanding);
        workers("wilco_worker_outstanding_requests_max", "Most it may have", WorkerSnapshot::bound);
        workers("wilco_worker_cpu_ratio", "CPU in use, 0 to 1", worker -> worker.cpuPercent() / 100.0);
        workers("wilco_worker_service_time_seconds", "Time in its handler", worker -> seconds(worker.serviceTimeNs()));
        workers("wilco_worker_queue_delay_seconds", "Wait for its handler", worker -> seconds(worker.queueDelayNs()));
        workers("wilco_worker_round_trip_seconds", "Network round trip", worker -> seconds(worker.roundTripNs()));
        workerCounter("wilco_worker_assigned", "Requests given to it", WorkerSnapshot::assigned);
        workerCounter("wilco_worker_completed", "Replies it gave", WorkerSnapshot::completed);
        workerCounter("wilco_worker_failed", "Requests its handler failed", WorkerSnapshot::failed);
        workerCounter("wilco_worker_refused", "Requests it refused before executing", WorkerSnapshot::refused);
        workerCounter("wilco_worker_retransmitted", "Frames sent to it again", WorkerSnapshot::retransmitted);
        workerCounter("wilco_worker_redispatched", "Requests taken back from it", WorkerSnapshot::redispatched);
    }

    private void latencies() {
        final SummarySnapshot.Builder summary = SummarySnapshot.builder()
                .name("wilco_worker_latency_seconds")
                .help("From assigning to the reply, over the last ten to twenty seconds");
        for (final WorkerSnapshot worker : snapshot.workers()) {
            summary.dataPoint(SummaryDataPointSnapshot.builder()
                    .labels(Labels.of("worker", worker.id()))
                    .quantiles(Quantiles.of(
                            new Quantile(0.5, latency(worker.p50Ns())),
                            new Quantile(0.99, latency(worker.p99Ns())),
                            new Quantile(0.999, latency(worker.p999Ns()))))
                    .build());
        }
        metrics.metricSnapshot(summary.build());
    }

    /** As Prometheus wants it when nothing was observed. */
    private static double latency(final long ns) {
        return ns == 0 ? Double.NaN : seconds(ns);
    }

    private static double seconds(final long ns) {
        return ns / NS_PER_S;
    }

    private static CounterDataPointSnapshot point(final Labels labels, final long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private void gauge(final String name, final String help, final double value) {
        metrics.metricSnapshot(GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build());
    }

    private void counter(final String name, final String help, final long value) {
        metrics.metricSnapshot(CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build());
    }

    private void services(final String name, final String help, final ToDoubleFunction<ServiceSnapshot> value) {
        final GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (final ServiceSnapshot service : snapshot.services()) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("service", service.name()))
                    .value(value.applyAsDouble(service))
                    .build());
        }
        metrics.metricSnapshot(gauge.build());
    }

    private void serviceCounter(final String name, final String help, final ToLongFunction<ServiceSnapshot> value) {
        final CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(name).help(help);
        for (final ServiceSnapshot service : snapshot.services()) {
            counter.dataPoint(point(Labels.of("service", service.name()), value.applyAsLong(service)));
        }
        metrics.metricSnapshot(counter.build());
    }

    private void workers(final String name, final String help, final ToDoubleFunction<WorkerSnapshot> value) {
        final GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (final WorkerSnapshot worker : snapshot.workers()) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("worker", worker.id()))
                    .value(value.applyAsDouble(worker))
                    .build());
        }
        metrics.metricSnapshot(gauge.build());
    }

    private void workerCounter(final String name, final String help, final ToLongFunction<WorkerSnapshot> value) {
        final CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(name).help(help);
        for (final WorkerSnapshot worker : snapshot.workers()) {
            counter.dataPoint(point(Labels.of("worker", worker.id()), value.applyAsLong(worker)));
        }
        metrics.metricSnapshot(counter.build());
    }
}
