package io.wilco.loadgen.load;

import io.wilco.client.core.ClientEngine;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerEngine;
import io.wilco.worker.core.WorkerListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run in simulation, with a dispatcher and a worker whose echo can be tampered with. */
final class LoadSim implements LoadListener {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    static final InetSocketAddress DISPATCHER = SimWorld.address(1, 7_400);
    static final InetSocketAddress WORKER = SimWorld.address(2, 7_401);
    static final InetSocketAddress CLIENT = SimWorld.address(3, 40_000);

    final SimWorld world = new SimWorld(1, 12_345);
    final LoadRun run;
    final List<Progress> progress = new ArrayList<>();
    final List<String> notices = new ArrayList<>();

    @Nullable
    LoadResult result;

    @Nullable
    String whyNotStarted;

    Tampering tampering = (number, bytes) -> bytes;
    private final LoadConfig config;

    /** What becomes of a reply; null: nothing is ever answered. */
    interface Tampering {
        byte @Nullable [] apply(long number, byte[] payload);
    }

    private final class Echo implements Work {
        private @Nullable WorkerEngine engine;
        private long number;

        @Override
        public void start(final long nowNs, final long executionId, final RequestView request) {
            final byte[] reply =
                    tampering.apply(number++, Bytes.copy(request.buffer(), request.offset(), request.length()));
            if (reply != null) {
                engine.complete(nowNs, executionId, ReplyStatus.OK, Bytes.wrap(reply), 0, reply.length, 1_000);
            }
        }
    }

    /** A client's engine, with the run's duty done before the first one ticks. */
    private final class Host implements Engine {
        private final ClientEngine engine;

        Host(final ClientEngine engine) {
            this.engine = engine;
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
            run.doWork(nowNs);
            engine.onTick(nowNs);
        }

        @Override
        public long nextDeadlineNs() {
            return Math.min(run.nextDeadlineNs(), engine.nextDeadlineNs());
        }

        @Override
        public boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
            return engine.pollTransmit(nowNs, writer);
        }
    }

    LoadSim(final LoadConfig config) {
        this(config, "echo");
    }

    /** @param offered the service that the worker offers */
    LoadSim(final LoadConfig config, final String offered) {
        this.config = config;
        world.add(
                DISPATCHER,
                new DispatcherEngine(
                        DispatcherConfig.DEFAULT, new DispatcherListener() {}, world.newRandom(), world.nowNs()));
        final Echo echo = new Echo();
        final WorkerConfig workerConfig = WorkerConfig.of("w", List.of(offered), 1_024);
        echo.engine = new WorkerEngine(
                workerConfig, List.of(DISPATCHER), echo, new WorkerListener() {}, world.newRandom(), world.nowNs());
        world.add(WORKER, echo.engine);
        world.run(world.nowNs() + 100 * MS);
        run = new LoadRun(config, List.of(DISPATCHER), this, world.newRandom(), world::nowNs);
        final List<ClientEngine> engines = run.engines();
        for (int i = 0; i < engines.size(); i++) {
            world.add(SimWorld.address(3, 40_000 + i), new Host(engines.get(i)));
        }
    }

    /** Runs until the run is over. */
    LoadResult end() {
        final long limitNs = world.nowNs()
                + LoadRun.CONNECT_TIMEOUT_NS
                + config.warmupNs()
                + config.durationNs()
                + config.deadlineNs()
                + 10 * SECOND;
        world.runUntil(() -> result != null || whyNotStarted != null, limitNs);
        if (result == null) {
            throw new IllegalStateException("the run has not ended: " + whyNotStarted);
        }
        return result;
    }

    @Override
    public void onProgress(final Progress report) {
        progress.add(report);
    }

    @Override
    public void onNotice(final String text) {
        notices.add(text);
    }

    @Override
    public void onNotStarted(final String why) {
        whyNotStarted = why;
    }

    @Override
    public void onEnded(final LoadResult ended) {
        result = ended;
    }
}
