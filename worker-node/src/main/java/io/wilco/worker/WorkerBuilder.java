package io.wilco.worker;

import io.wilco.client.Client;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.transport.ConnectedTransport;
import io.wilco.transport.UserThreads;
import io.wilco.wire.WorkerTraits;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Worker}; each has a default but the dispatchers and at least one service. */
public final class WorkerBuilder {
    /** Unless said otherwise. */
    public static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    /** Unless said otherwise. */
    public static final Duration CLOSE_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    private final String dispatchers;
    private final List<HandlerWork.ServiceHandler> services = new ArrayList<>();
    private String id = defaultId();
    private int concurrency = Runtime.getRuntime().availableProcessors();
    private int queueMax = WorkerConfig.QUEUE_MAX_DEFAULT;
    private int weight = WorkerTraits.WEIGHT_USUAL;
    private int tier;
    private String zone = "";
    private Duration connectTimeout = CONNECT_TIMEOUT_DEFAULT;
    private Duration closeTimeout = CLOSE_TIMEOUT_DEFAULT;
    private Duration handoverTimeout = Duration.ofNanos(WorkerConfig.HANDOVER_MAX_NS_DEFAULT);
    private @Nullable ShardListener shards;
    private @Nullable Executor executor;
    private @Nullable Client client;

    WorkerBuilder(final String dispatchers) {
        // Told at once, if it is none.
        this.dispatchers = DispatcherName.parseList(dispatchers).stream()
                .map(DispatcherName::toString)
                .collect(Collectors.joining(","));
    }

    /** A name that other workers do not have: the process's id and some random letters. */
    public static String defaultId() {
        final long random = ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36);
        return "worker-" + ProcessHandle.current().pid() + "-" + Long.toString(random, 36);
    }

    /** The worker's name, unique among those of its dispatchers; a later worker of the same name takes its place. */
    public WorkerBuilder id(final String id) {
        this.id = id;
        return this;
    }

    /** Offers a service, answered by a handler that holds its thread; 1 to 16 services in all. */
    public WorkerBuilder service(final String service, final Handler handler) {
        services.add(HandlerWork.ServiceHandler.of(service, handler));
        return this;
    }

    /** Offers a service, answered by a handler that returns a {@link java.util.concurrent.CompletionStage}. */
    public WorkerBuilder asyncService(final String service, final AsyncHandler handler) {
        services.add(new HandlerWork.ServiceHandler(service, handler));
        return this;
    }

    /** Requests executed at once. Default: one for each processor. */
    public WorkerBuilder concurrency(final int concurrency) {
        this.concurrency = concurrency;
        return this;
    }

    /** Requests that may wait here for that. Default 8,192; the dispatcher usually sends far fewer. */
    public WorkerBuilder queueMax(final int queueMax) {
        this.queueMax = queueMax;
        return this;
    }

    /** How much of the traffic it is to get, 1 to 10,000. Default 100; one of 200 gets twice as much. */
    public WorkerBuilder weight(final int weight) {
        this.weight = weight;
        return this;
    }

    /** 0 to 255: it gets what workers of lower tiers have no free handler for. Default 0. */
    public WorkerBuilder tier(final int tier) {
        this.tier = tier;
        return this;
    }

    /** Where it is: dispatchers of the same zone prefer it, and its own calls prefer those. Default: not said. */
    public WorkerBuilder zone(final String zone) {
        this.zone = zone;
        return this;
    }

    /**
     * Where handlers run. Default: virtual threads where the JDK has them, else a pool of as many threads as the
     * concurrency. {@code Runnable::run} runs them on the worker's own thread, which is fastest for handlers that take
     * microseconds and never wait.
     */
    public WorkerBuilder executor(final Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * By what handlers call other services through {@link Request#client}. Default: a client of the worker's own to its
     * own dispatchers, opened when a handler asks for it first and closed with the worker; with this, yours, which you
     * close after the worker.
     */
    public WorkerBuilder client(final Client client) {
        this.client = client;
        return this;
    }

    /** Who is told of the shards that this worker owns. Default: nobody. */
    public WorkerBuilder shards(final ShardListener listener) {
        shards = listener;
        return this;
    }

    /** How long a {@link ShardListener} may take for shards that come or leave; more than 0. Default 10 s. */
    public WorkerBuilder handoverTimeout(final Duration timeout) {
        handoverTimeout = timeout;
        return this;
    }

    /** How long {@link #connect} waits for a dispatcher; afterwards it is looked for without end. Default 10 s. */
    public WorkerBuilder connectTimeout(final Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    /** How long {@link Worker#close} waits for what is being executed. Default 10 s. */
    public WorkerBuilder closeTimeout(final Duration timeout) {
        closeTimeout = timeout;
        return this;
    }

    /**
     * Starts the worker and waits until a dispatcher has registered it.
     *
     * @throws IOException if none does in time, or no name has an address
     * @throws IllegalArgumentException if a setting is out of bounds
     */
    public Worker connect() throws IOException {
        final List<String> names =
                services.stream().map(HandlerWork.ServiceHandler::service).toList();
        final WorkerConfig config = WorkerConfig.of(id, names, concurrency)
                .withQueueMax(queueMax)
                .withHandoverMax(handoverTimeout.toNanos())
                .withTraits(new WorkerTraits(weight, tier, zone));
        final UserThreads threads = UserThreads.of(executor, CliWorkers.HANDLER_THREADS, concurrency);
        final ClientSource clients = client == null ? ClientSource.own(dispatchers, zone) : ClientSource.of(client);
        final Names found = Names.of(DispatcherName.parseList(dispatchers));
        final List<InetSocketAddress> addresses = found.resolve();
        final WorkerHost host = new WorkerHost(
                config,
                addresses,
                self -> new HandlerWork(
                        self,
                        services,
                        threads.executor(),
                        clients,
                        shards == null ? null : new HandoverWork(self, config, shards)),
                new WorkerListener() {},
                new ConnectedTransport(config.link().datagramBytesMax()));
        return Worker.start(new Worker(host, threads, clients, found, closeTimeout), addresses, connectTimeout);
    }
}
