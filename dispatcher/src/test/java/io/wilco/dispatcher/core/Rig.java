package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.LinkConfig;
import io.wilco.sim.SimWorld;
import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A dispatcher's engine in a simulated world, with clients and workers that do as the test says. */
final class Rig implements DispatcherListener {
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;
    static final InetSocketAddress DISPATCHER = SimWorld.address(1, 7_400);

    final SimWorld world = new SimWorld(1, 77 * SECOND);
    final DispatcherEngine engine;
    final List<String> events = new ArrayList<>();
    private final Map<Peer, InetSocketAddress> addresses = new HashMap<>();

    Rig() {
        this(DispatcherConfig.DEFAULT);
    }

    Rig(final DispatcherConfig config) {
        engine = new DispatcherEngine(config, this, world.newRandom(), world.nowNs());
        world.add(DISPATCHER, engine);
    }

    /** A connected client. */
    TestClient client() {
        return client(LinkConfig.DEFAULT);
    }

    TestClient client(final LinkConfig config) {
        final TestClient client = new TestClient(config, DISPATCHER, world.nowNs());
        add(client);
        until(() -> client.isEstablished);
        return client;
    }

    /** A registered worker. */
    TestWorker worker(final String id, final int concurrency, final String... services) {
        return worker(LinkConfig.DEFAULT, id, concurrency, services);
    }

    TestWorker worker(final LinkConfig config, final String id, final int concurrency, final String... services) {
        final TestWorker worker = unregisteredWorker(config, id, concurrency, services);
        until(() -> worker.isRegistered);
        return worker;
    }

    /** A registered worker that answers each request with its payload, at once. */
    TestWorker echo(final String id, final int concurrency) {
        final TestWorker worker =
                unregisteredWorker(LinkConfig.DEFAULT, id, concurrency, "echo").echoing();
        until(() -> worker.isRegistered);
        return worker;
    }

    /** A worker that is about to register. */
    TestWorker unregisteredWorker(
            final LinkConfig config, final String id, final int concurrency, final String... services) {
        final TestWorker worker = new TestWorker(config, DISPATCHER, world.nowNs(), id, concurrency, services);
        add(worker);
        return worker;
    }

    private void add(final Peer peer) {
        final InetSocketAddress address = SimWorld.address(2 + addresses.size(), 7_000);
        addresses.put(peer, address);
        world.add(address, peer);
    }

    InetSocketAddress addressOf(final Peer peer) {
        return addresses.get(peer);
    }

    void crash(final Peer peer) {
        world.crash(addressOf(peer));
    }

    /** Lets nothing through between the dispatcher and a peer, until {@code world.network().heal()}. */
    void cutOff(final Peer peer) {
        world.network().partition(List.of(DISPATCHER), List.of(addressOf(peer)));
    }

    /** Waits for what must come within ten seconds of the world. */
    void until(final BooleanSupplier condition) {
        assertThat(world.runUntil(condition, world.nowNs() + 10 * SECOND))
                .as("came about")
                .isTrue();
    }

    void runFor(final long durationNs) {
        world.run(world.nowNs() + durationNs);
    }

    DispatcherSnapshot snapshot() {
        return engine.snapshot(world.nowNs());
    }

    DispatcherSnapshot.WorkerSnapshot snapshot(final String worker) {
        return snapshot().workers().stream()
                .filter(shown -> shown.id().equals(worker))
                .findFirst()
                .orElseThrow();
    }

    /** Everything has come to an end, and nothing was forgotten. */
    void assertQuiescent() {
        assertThat(engine.requests()).as("requests").isZero();
        assertThat(engine.keptBlocks()).as("blocks").isZero();
        assertThat(snapshot().workers())
                .allSatisfy(worker -> assertThat(worker.outstanding())
                        .as("outstanding at " + worker.id())
                        .isZero());
        assertThat(snapshot().services())
                .allSatisfy(service -> assertThat(service.queued())
                        .as("queued for " + service.name())
                        .isZero());
    }

    @Override
    public void onWorkerUp(final String id, final InetSocketAddress address, final long nowNs) {
        events.add(id + " up");
    }

    @Override
    public void onWorkerSuspect(final String id, final long nowNs) {
        events.add(id + " suspect");
    }

    @Override
    public void onWorkerRecovered(final String id, final long redispatched, final long nowNs) {
        events.add(id + " recovered " + redispatched);
    }

    @Override
    public void onWorkerEjected(final String id, final double errorShare, final long forNs, final long nowNs) {
        events.add(id + " ejected for " + forNs / MS + " ms");
    }

    @Override
    public void onWorkerTakenBack(final String id, final long nowNs) {
        events.add(id + " back");
    }

    @Override
    public void onWorkerDown(final String id, final CloseReason reason, final long redispatched, final long nowNs) {
        events.add(id + " down " + reason + " " + redispatched);
    }
}
