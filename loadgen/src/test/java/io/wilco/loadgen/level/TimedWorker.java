package io.wilco.loadgen.level;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerEngine;
import io.wilco.worker.core.WorkerListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** A worker's engine whose handlers take virtual time: as long as the request says, times its own slowness. */
final class TimedWorker implements Engine, Work {
    static final int TIME_OFFSET = 0;
    static final int NUMBER_OFFSET = 8;
    static final int PAYLOAD_BYTES = 16;

    private static final byte[] DONE = {1};

    private final WorkerEngine engine;
    private final PriorityQueue<Execution> executing = new PriorityQueue<>(Comparator.comparingLong(Execution::endNs));
    private final Map<Long, Integer> begun;
    private double slowness = 1;
    private boolean isFailing;

    /** Executions begun. */
    int executions;

    private record Execution(long id, long beganNs, long endNs) {}

    /** @param begun notes how often each request's execution was begun */
    TimedWorker(
            final String id,
            final int concurrency,
            final Map<Long, Integer> begun,
            final InetSocketAddress dispatcher,
            final SplittableRandom random,
            final long nowNs) {
        this.begun = begun;
        final WorkerConfig config = WorkerConfig.of(id, List.of(ServiceLevelSim.SERVICE), concurrency);
        engine = new WorkerEngine(config, List.of(dispatcher), this, new WorkerListener() {}, random, nowNs);
    }

    /** From now on it takes so many times as long as it should. */
    void slowness(final double factor) {
        slowness = factor;
    }

    /** From now on it fails everything at once. */
    void fail() {
        isFailing = true;
    }

    @Override
    public void start(final long nowNs, final long executionId, final RequestView request) {
        executions++;
        begun.merge(request.buffer().getLong(request.offset() + NUMBER_OFFSET), 1, Integer::sum);
        if (isFailing) {
            engine.complete(nowNs, executionId, ReplyStatus.APPLICATION_ERROR, Bytes.wrap(DONE), 0, 1, 1_000);
            return;
        }
        final long takesNs = (long) (request.buffer().getLong(request.offset() + TIME_OFFSET) * slowness);
        executing.add(new Execution(executionId, nowNs, nowNs + takesNs));
    }

    @Override
    public void onDatagram(final long nowNs, final InetSocketAddress peer, final ByteBuffer buffer) {
        engine.onDatagram(nowNs, peer, buffer);
    }

    @Override
    public void onUnreachable(final long nowNs, final InetSocketAddress peer) {
        engine.onUnreachable(nowNs, peer);
    }

    @Override
    public void onTick(final long nowNs) {
        while (!executing.isEmpty() && executing.peek().endNs() <= nowNs) {
            final Execution done = executing.poll();
            engine.complete(nowNs, done.id(), ReplyStatus.OK, Bytes.wrap(DONE), 0, 1, nowNs - done.beganNs());
        }
        engine.onTick(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        final long endNs =
                executing.isEmpty() ? Long.MAX_VALUE : executing.peek().endNs();
        return Math.min(endNs, engine.nextDeadlineNs());
    }

    @Override
    public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        return engine.pollTransmit(nowNs, writer);
    }
}
