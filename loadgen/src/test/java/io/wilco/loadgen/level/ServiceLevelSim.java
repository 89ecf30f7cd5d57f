package io.wilco.loadgen.level;

import io.wilco.client.core.CallOptions;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.sim.SimWorld;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Clients, a dispatcher and workers, all engines as they are, with handlers that take virtual time. */
final class ServiceLevelSim {
    static final String SERVICE = "work";
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    private static final InetSocketAddress DISPATCHER = SimWorld.address(1, 7_400);

    final SimWorld world = new SimWorld(1, 99 * SECOND);
    final DispatcherEngine dispatcher;
    final List<TimedWorker> workers = new ArrayList<>();
    final List<PoissonClient> clients = new ArrayList<>();

    /** How often each request's execution was begun. */
    final Map<Long, Integer> begun = new HashMap<>();

    ServiceLevelSim(final DispatcherConfig config) {
        dispatcher = new DispatcherEngine(config, new DispatcherListener() {}, world.newRandom(), world.nowNs());
        world.add(DISPATCHER, dispatcher);
    }

    ServiceLevelSim workers(final int count, final int concurrency) {
        for (int i = 0; i < count; i++) {
            final TimedWorker worker = newWorker(i, concurrency);
            world.add(workerAddress(i), worker);
            workers.add(worker);
        }
        runFor(200 * MS);
        return this;
    }

    private TimedWorker newWorker(final int index, final int concurrency) {
        return new TimedWorker("w" + index, concurrency, begun, DISPATCHER, world.newRandom(), world.nowNs());
    }

    /** The process is killed and another one started in its place. */
    void restart(final int index, final int concurrency) {
        final TimedWorker worker = newWorker(index, concurrency);
        world.restart(workerAddress(index), worker);
        workers.set(index, worker);
    }

    /** The process does not run for so long. */
    void pause(final int index, final long durationNs) {
        world.pause(workerAddress(index), durationNs);
    }

    private static InetSocketAddress workerAddress(final int index) {
        return SimWorld.address(2 + index, 7_401);
    }

    void crash(final int worker) {
        world.crash(workerAddress(worker));
    }

    PoissonClient client(final ServiceTimes serviceTimes, final CallOptions options, final long deadlineNs) {
        final PoissonClient client =
                new PoissonClient(DISPATCHER, serviceTimes, options, deadlineNs, world.newRandom(), world.nowNs());
        world.add(SimWorld.address(1_000 + clients.size(), 40_000), client);
        clients.add(client);
        runFor(50 * MS);
        return client;
    }

    /** The client asks so often for so long; those are its calls. */
    List<PoissonClient.Call> load(final PoissonClient client, final double perS, final long durationNs) {
        final int before = client.calls.size();
        client.rate(perS, world.nowNs());
        runFor(durationNs);
        client.rate(0, world.nowNs());
        return new ArrayList<>(client.calls.subList(before, client.calls.size()));
    }

    void runFor(final long durationNs) {
        world.run(world.nowNs() + durationNs);
    }

    static long count(final List<PoissonClient.Call> calls, final Predicate<PoissonClient.Call> which) {
        return calls.stream().filter(which).count();
    }

    /** Of the calls of that kind. */
    static double percentileMs(
            final List<PoissonClient.Call> calls, final Predicate<PoissonClient.Call> which, final double percent) {
        final long[] sorted = calls.stream()
                .filter(which)
                .mapToLong(PoissonClient.Call::tookNs)
                .sorted()
                .toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * percent / 100))] / 1e6;
    }

    int executions() {
        return workers.stream().mapToInt(worker -> worker.executions).sum();
    }
}
