package io.wilco.loadgen.engine;

import io.wilco.client.core.CallListener;
import io.wilco.client.core.CallOptions;
import io.wilco.client.core.ClientConfig;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.link.Engine;
import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerEngine;
import io.wilco.worker.core.WorkerListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request of 64 bytes costs the engines of client, dispatcher and worker together, there and back, without
 * sockets, threads and kernel: they run in turn on one thread, each with the batches that its runner would give it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class EngineBenchmark {
    private static final int REQUESTS = 10_000;
    private static final int PAYLOAD_BYTES = 64;
    private static final int CONCURRENCY = 16;
    private static final long DEADLINE_NS = 5_000_000_000L;
    private static final byte[] SERVICE = "echo".getBytes(StandardCharsets.UTF_8);

    @Param({"1", "256", "4096"})
    public int outstanding;

    private final ByteBuffer payload = Bytes.heap(PAYLOAD_BYTES);
    private MemoryNetwork network;
    private ClientEngine client;
    private WorkerEngine worker;
    private long answered;
    private long answeredBefore;
    private long asked;

    @Setup(Level.Trial)
    public void connect() {
        network = new MemoryNetwork();
        final long nowNs = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(1);
        final Engine dispatcher = new DispatcherEngine(
                DispatcherConfig.DEFAULT, new DispatcherListener() {}, random.split(), nowNs);
        network.add(MemoryNetwork.DISPATCHER, dispatcher);
        worker = new WorkerEngine(
                WorkerConfig.of("w1", List.of("echo"), CONCURRENCY),
                List.of(MemoryNetwork.DISPATCHER),
                (startNs, id, request) -> worker.complete(
                        startNs, id, ReplyStatus.OK, request.buffer(), request.offset(), request.length(), 1_000),
                new WorkerListener() {},
                random.split(),
                nowNs);
        network.add(MemoryNetwork.WORKER, worker);
        client = new ClientEngine(
                ClientConfig.DEFAULT, List.of(MemoryNetwork.DISPATCHER), new Answers(), random.split(), nowNs);
        network.add(MemoryNetwork.CLIENT, client);
        while (!client.isConnected()) {
            network.cycle();
        }
    }

    private final class Answers implements CallListener {
        @Override
        public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
            if (outcome.status() != ReplyStatus.OK) {
                throw new IllegalStateException("a request ended as " + outcome.status() + " " + outcome.reason());
            }
            answered++;
        }
    }

    /** Where the time of an iteration went. */
    @TearDown(Level.Iteration)
    public void tell() {
        final long requests = answered - answeredBefore;
        System.out.printf(
                "[client %d, dispatcher %d, worker %d] ",
                network.takeSpentNs(MemoryNetwork.CLIENT) / requests,
                network.takeSpentNs(MemoryNetwork.DISPATCHER) / requests,
                network.takeSpentNs(MemoryNetwork.WORKER) / requests);
        answeredBefore = answered;
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long request() {
        final long until = answered + REQUESTS;
        while (answered < until) {
            final long nowNs = System.nanoTime();
            while (asked < answered + outstanding) {
                asked++;
                client.call(
                        nowNs,
                        this,
                        SERVICE,
                        payload,
                        0,
                        PAYLOAD_BYTES,
                        nowNs + DEADLINE_NS,
                        CallOptions.AT_MOST_ONCE);
            }
            network.cycle();
        }
        return answered;
    }
}
