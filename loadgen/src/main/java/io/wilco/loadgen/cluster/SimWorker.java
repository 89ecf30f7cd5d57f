package io.wilco.loadgen.cluster;

import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.Handover;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerEngine;
import io.wilco.worker.core.WorkerListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A worker process, whose handler takes as long as the call's plan says, then sends the payload back or fails. */
final class SimWorker extends SimNode implements WorkerListener, Work {
    private static final ByteBuffer EMPTY = Bytes.heap(0);
    private static final long HANDOVER_MAX_NS = 30_000_000L;

    private final WorkerConfig config;
    private final List<InetSocketAddress> dispatchers;
    private final SplittableRandom random;
    private final Set<Long> running = new HashSet<>();
    private @Nullable WorkerEngine engine;

    SimWorker(
            final Cluster cluster,
            final WorkerConfig config,
            final InetSocketAddress address,
            final List<InetSocketAddress> dispatchers) {
        super(cluster, config.id(), address);
        this.config = config;
        this.dispatchers = dispatchers;
        random = world.newRandom();
    }

    WorkerEngine engine() {
        return Objects.requireNonNull(engine, "never started");
    }

    WorkerConfig config() {
        return config;
    }

    /** Words of a handler that fails. */
    static String failure(final CallRecord call) {
        return "call " + call.number + " failed as planned";
    }

    @Override
    Engine newEngine(final SplittableRandom engineRandom, final long clockNs) {
        running.clear();
        cluster.shards().onGone(this);
        final WorkerEngine made = new WorkerEngine(config, dispatchers, this, this, engineRandom, clockNs);
        engine = made;
        return made;
    }

    @Override
    void beginDrain() {
        trace("drains");
        engine().drain(clockNs());
    }

    @Override
    boolean isDrained() {
        return engine().isDrained();
    }

    @Override
    void stop() {
        trace("stops");
        engine().stop();
    }

    @Override
    Endpoint endpoint() {
        return engine().endpoint();
    }

    // ---- Work.

    @Override
    public void start(final long nowNs, final long executionId, final RequestView request) {
        if (!running.add(executionId)) {
            cluster.findings().add(world.nowNs(), name() + " has two executions " + executionId);
        }
        final CallRecord call = cluster.executions().onStarted(this, request);
        cluster.shards().onRunning(this, executionId, request);
        final long serviceNs = call == null ? 0 : call.plan.serviceNs();
        if (serviceNs == 0) {
            complete(executionId, call, 0);
        } else {
            run(serviceNs, () -> complete(executionId, call, serviceNs));
        }
    }

    private void complete(final long executionId, final @Nullable CallRecord call, final long tookNs) {
        if (!running.remove(executionId)) {
            return;
        }
        cluster.shards().onEnded(this, executionId);
        ByteBuffer payload = EMPTY;
        ReplyStatus status = ReplyStatus.OK;
        int length = 0;
        if (call != null && call.plan.fails()) {
            final byte[] words = failure(call).getBytes(StandardCharsets.UTF_8);
            payload = Bytes.wrap(words);
            length = words.length;
            status = ReplyStatus.APPLICATION_ERROR;
        } else if (call != null) {
            length = call.plan.replyLength();
            payload = cluster.payloads().of(call.number, length);
        }
        engine().complete(clockNs(), executionId, status, payload, 0, length, tookNs);
    }

    /** An embedder may have nothing to do for shards that come or leave, or take its time. */
    @Override
    public boolean handOver(final long nowNs, final Handover handover) {
        cluster.shards().onHandover(this, handover);
        if (random.nextInt(3) > 0) {
            return false;
        }
        run(random.nextLong(HANDOVER_MAX_NS), () -> engine().completeHandover(handover.id()));
        return true;
    }

    /** A handler may heed it and end at once, or go on. */
    @Override
    public void cancel(final long executionId) {
        if (!running.contains(executionId)) {
            cluster.findings().add(world.nowNs(), name() + " is to cancel what it does not execute");
        } else if (random.nextBoolean()) {
            run(0, () -> complete(executionId, null, 0));
        }
    }

    /** Executions begun and not completed, by the handlers' own count. */
    int running() {
        return running.size();
    }

    // ---- What the engine tells.

    @Override
    public void onRegistered(final InetSocketAddress dispatcher, final long nowNs) {
        if (isTracing()) {
            trace("registered with " + cluster.nameOf(dispatcher));
        }
    }

    @Override
    public void onRefused(final InetSocketAddress dispatcher, final long nowNs, final String text) {
        if (isTracing()) {
            trace("refused by " + cluster.nameOf(dispatcher) + ": " + text);
        }
    }

    @Override
    public void onDisconnected(
            final InetSocketAddress dispatcher,
            final long nowNs,
            final CloseReason reason,
            final boolean wasRegistered) {
        if (isTracing()) {
            trace((wasRegistered ? "lost " : "did not reach ") + cluster.nameOf(dispatcher) + ": " + reason);
        }
    }
}
