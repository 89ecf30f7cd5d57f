package io.wilco.loadgen.cluster;

import io.wilco.link.Endpoint;
import io.wilco.link.Engine;
import io.wilco.sim.SimWorld;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A process of the cluster: one engine after another at the same address, each with a clock of its own. */
abstract class SimNode {
    private static final long CLOCK_SPREAD_NS = 1_000_000_000_000_000L;
    private static final long DRAIN_POLL_NS = 5_000_000L;
    private static final long DRAIN_MAX_NS = 1_500_000_000L;

    /** From the last word to the end of the process: its engine has a cycle in which to send it. */
    private static final long LAST_CYCLE_NS = 1_000L;

    final Cluster cluster;
    final SimWorld world;
    private final String name;
    private final InetSocketAddress address;
    private final SplittableRandom random;
    private long clockOffsetNs;
    private long stalledUntilNs = Long.MIN_VALUE;
    private @Nullable CountedEngine counted;
    private int incarnation;
    private boolean isUp;
    private boolean isLeaving;

    SimNode(final Cluster cluster, final String name, final InetSocketAddress address) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.name = name;
        this.address = address;
        this.random = world.newRandom();
    }

    // ---- What the kinds of processes fill in.

    /** Makes the engine of the next incarnation. */
    abstract Engine newEngine(SplittableRandom engineRandom, long clockNs);

    /** The process has begun to run. */
    void onStarted() {}

    /** The process is gone, with or without goodbye. */
    void onGone() {}

    /** Begins to leave: nothing new is taken. */
    abstract void beginDrain();

    abstract boolean isDrained();

    /** Says goodbye to the peers. */
    abstract void stop();

    abstract Endpoint endpoint();

    // ---- What may be done to a process.

    final void start() {
        incarnation++;
        isUp = true;
        isLeaving = false;
        stalledUntilNs = Long.MIN_VALUE;
        clockOffsetNs = random.nextLong(-CLOCK_SPREAD_NS, CLOCK_SPREAD_NS);
        counted = new CountedEngine(newEngine(random.split(), clockNs()));
        world.add(address, counted, clockOffsetNs);
        onStarted();
    }

    final void crash() {
        world.crash(address);
        isUp = false;
        onGone();
    }

    final void stall(final long durationNs) {
        stalledUntilNs = Math.max(stalledUntilNs, world.nowNs() + durationNs);
        world.pause(address, durationNs);
    }

    final void blockSocket(final long durationNs) {
        // An engine that cannot send is not asked for its deadlines either.
        stalledUntilNs = Math.max(stalledUntilNs, world.nowNs() + durationNs);
        world.blockSending(address, durationNs);
    }

    /** Ends the process in good order, which takes as long as it takes, up to a limit. */
    final void leave() {
        isLeaving = true;
        run(0, this::beginDrain);
        awaitDrained(world.nowNs() + DRAIN_MAX_NS);
    }

    private void awaitDrained(final long limitNs) {
        run(DRAIN_POLL_NS, () -> {
            if (!isDrained() && world.nowNs() < limitNs) {
                awaitDrained(limitNs);
                return;
            }
            sayGoodbye();
        });
    }

    /** Says goodbye and ends, whatever there is still to do. */
    final void quit() {
        isLeaving = true;
        run(0, this::sayGoodbye);
    }

    private void sayGoodbye() {
        if (!isDrained()) {
            trace("is not drained, but leaves");
            cluster.ledger().leftUndrained++;
        }
        stop();
        final int leaving = incarnation;
        world.at(world.nowNs() + LAST_CYCLE_NS, () -> {
            if (isUp && incarnation == leaving) {
                crash();
            }
        });
    }

    /** Does something within the process after a while, unless it has died by then. */
    final void run(final long delayNs, final Runnable action) {
        world.at(world.nowNs() + delayNs, address, action);
    }

    // ---- What may be asked.

    final String name() {
        return name;
    }

    final InetSocketAddress address() {
        return address;
    }

    final boolean isUp() {
        return isUp;
    }

    /** Whether it has begun to drain, or is gone. */
    final boolean isLeaving() {
        return isLeaving || !isUp;
    }

    /** How often it was started. */
    final int incarnation() {
        return incarnation;
    }

    /** How often its present engine was given a turn. */
    final long cycles() {
        return counted == null ? 0 : counted.cycles();
    }

    /** Its own clock, which has nothing in common with those of others. */
    final long clockNs() {
        return world.nowNs() + clockOffsetNs;
    }

    /** Until when it does not run; past if it does. */
    final long stalledUntilNs() {
        return stalledUntilNs;
    }

    final void trace(final String text) {
        cluster.trace().line(world.nowNs(), name + " " + text);
    }

    final boolean isTracing() {
        return cluster.trace().isOn();
    }
}
