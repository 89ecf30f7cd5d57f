package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.FollowedCouncil;
import io.wilco.dispatcher.placement.SoleCouncil;
import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A dispatcher process. */
final class SimDispatcher extends SimNode implements DispatcherListener {
    private final int index;
    private final DispatcherConfig config;
    private @Nullable DispatcherEngine engine;

    SimDispatcher(
            final Cluster cluster, final int index, final DispatcherConfig config, final InetSocketAddress address) {
        super(cluster, "dispatcher-" + index, address);
        this.index = index;
        this.config = config;
    }

    DispatcherEngine engine() {
        return Objects.requireNonNull(engine, "never started");
    }

    int index() {
        return index;
    }

    DispatcherConfig config() {
        return config;
    }

    @Override
    Engine newEngine(final SplittableRandom engineRandom, final long clockNs) {
        final long wallMs = SimLog.WALL_START_MS + world.nowNs() / 1_000_000L;
        final int members = cluster.scenario().members();
        final Council council = index >= members
                ? new FollowedCouncil()
                : cluster.scenario().isCluster()
                        ? new SimCouncil(cluster.log(), this)
                        : new SoleCouncil(1 + engineRandom.nextLong(Long.MAX_VALUE), wallMs, clockNs);
        final DispatcherEngine made = new DispatcherEngine(config, this, council, engineRandom, clockNs);
        if (!council.hasSay()) {
            made.follow(
                    cluster.dispatchers().subList(0, members).stream()
                            .map(SimNode::address)
                            .toList(),
                    clockNs);
        }
        engine = made;
        return made;
    }

    @Override
    void beginDrain() {
        trace("drains");
        engine().drain();
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

    @Override
    public void onWorkerUp(final String id, final InetSocketAddress address, final long nowNs) {
        trace("has " + id);
    }

    @Override
    public void onWorkerSuspect(final String id, final long nowNs) {
        cluster.ledger().suspicions++;
        trace("suspects " + id);
    }

    @Override
    public void onSource(final InetSocketAddress address, final long nowNs) {
        trace("follows " + cluster.nameOf(address));
    }

    @Override
    public void onSourceLost(final InetSocketAddress address, final String why, final long nowNs) {
        trace("follows " + cluster.nameOf(address) + " no more: " + why);
    }

    @Override
    public void onWorkerDown(final String id, final CloseReason reason, final long redispatched, final long nowNs) {
        cluster.ledger().onLinkLost(reason);
        if (isTracing()) {
            trace("lost " + id + ": " + reason + ", gave " + redispatched + " requests to others");
        }
    }
}
