package io.wilco.sim;

import io.wilco.link.Engine;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The clock and the hosts of a simulation. Time jumps from event to event: a datagram arrives, an engine's deadline
 * comes, an action was scheduled. At each instant every host that has something to do goes through one duty cycle, as a
 * real process does: all that arrived (bounded), one {@link Engine#onTick}, one {@link Engine#pollTransmit}.
 *
 * <p>Used by one thread. Times are in nanoseconds.
 */
public final class SimWorld {
    private static final long CYCLES_PER_INSTANT_MAX = 10_000;

    /** Events and cycles of all hosts together. */
    private static final long HAPPENINGS_PER_INSTANT_MAX = 10_000_000;

    /** Far enough from the ends of the range that no sum of times wraps. */
    private static final long CLOCK_BOUND_NS = Long.MAX_VALUE / 4;

    private final PriorityQueue<SimEvent> events = new PriorityQueue<>();
    private final Map<InetSocketAddress, SimHost> hosts = new LinkedHashMap<>();
    private final ArrayDeque<SimHost> touched = new ArrayDeque<>();
    private final SplittableRandom random;
    private final SimNetwork network;
    private final CRC32 crc = new CRC32();
    private long nowNs;
    private long order;
    private long digest;
    private long steps;
    private long happeningsAtNow;
    private long stepsMax = Long.MAX_VALUE;
    private long cyclesPerInstantMax = CYCLES_PER_INSTANT_MAX;

    /**
     * @param seed decides everything that is left to chance
     * @param startNs the time at which the clock starts; any, also negative, but not near the ends of the range
     */
    public SimWorld(final long seed, final long startNs) {
        nowNs = checkClock(startNs, "startNs");
        random = new SplittableRandom(seed);
        network = new SimNetwork(this, random.split());
    }

    private static long checkClock(final long ns, final String name) {
        if (ns < -CLOCK_BOUND_NS || ns > CLOCK_BOUND_NS) {
            throw new IllegalArgumentException(name + " is too near the end of the range");
        }
        return ns;
    }

    /** An address to give to a host: 10.0.x.y, where x.y is {@code host}, and that port. */
    public static InetSocketAddress address(final int host, final int port) {
        return new InetSocketAddress("10.0." + (host >> 8 & 0xFF) + "." + (host & 0xFF), port);
    }

    public SimNetwork network() {
        return network;
    }

    /** A source of randomness for the engines and the scenario, so that all of a run hangs on one seed. */
    public SplittableRandom newRandom() {
        return random.split();
    }

    public long nowNs() {
        return nowNs;
    }

    /** Starts a host whose clock is the world's. */
    public void add(final InetSocketAddress address, final Engine engine) {
        add(address, engine, 0);
    }

    /**
     * Starts a host.
     *
     * @param clockOffsetNs how far its clock is ahead of the world's: clocks of different machines have nothing in
     *     common
     * @throws IllegalArgumentException if there is a host at that address
     */
    public void add(final InetSocketAddress address, final Engine engine, final long clockOffsetNs) {
        if (hosts.containsKey(address)) {
            throw new IllegalArgumentException("there is a host at " + address + " already");
        }
        final SimHost host = new SimHost(this, address, engine, checkClock(clockOffsetNs, "clockOffsetNs"));
        hosts.put(address, host);
        touch(host);
    }

    /** Ends a host at once, with all that waited for it to run. What is on its way to it finds nobody. */
    public void crash(final InetSocketAddress address) {
        host(address).shutDown();
        hosts.remove(address);
    }

    /** Starts another engine at the address of a host, which crashes if it is up; its clock is the world's. */
    public void restart(final InetSocketAddress address, final Engine engine) {
        if (hosts.containsKey(address)) {
            crash(address);
        }
        add(address, engine);
    }

    /** Lets a host not run for a while, as a long garbage collection does; what arrives waits for it. */
    public void pause(final InetSocketAddress address, final long durationNs) {
        final SimHost host = host(address);
        host.pauseUntil(nowNs + durationNs);
        touch(host);
    }

    /** Lets a host's socket take no datagrams for a while; it goes on receiving. */
    public void blockSending(final InetSocketAddress address, final long durationNs) {
        final SimHost host = host(address);
        host.blockSendingUntil(nowNs + durationNs);
        touch(host);
    }

    /** Whether a host is up at that address. */
    public boolean isUp(final InetSocketAddress address) {
        return hosts.containsKey(address);
    }

    /**
     * Schedules an action outside of any host, such as a crash or an end of faults; it may also use engines, which then
     * are asked again for their deadlines.
     *
     * @param timeNs the world's time; past times mean now
     */
    public void at(final long timeNs, final Runnable action) {
        schedule(new SimEvent(Math.max(nowNs, timeNs)) {
            @Override
            void happen() {
                action.run();
                wakeAll();
            }
        });
    }

    /**
     * Schedules an action within a host, as if another thread of that process handed something to its engine: it waits
     * while the host is paused, and does not happen if the host has crashed by then.
     *
     * @param timeNs the world's time; past times mean now
     */
    public void at(final long timeNs, final InetSocketAddress address, final Runnable action) {
        final SimHost host = host(address);
        schedule(new SimEvent(Math.max(nowNs, timeNs)) {
            @Override
            void happen() {
                if (!host.isDown()) {
                    host.onAction(action);
                    touch(host);
                }
            }
        });
    }

    /** Asks all engines again when they are to run: to be called after using one from outside. */
    public void wakeAll() {
        for (final SimHost host : hosts.values()) {
            host.askDeadline();
            settle(host);
        }
    }

    /** Runs everything up to that time, and sets the clock to it. */
    public void run(final long untilNs) {
        runUntil(() -> false, untilNs);
    }

    /**
     * Runs until the condition, which is asked between instants, holds.
     *
     * @param limitNs the time at which to stop waiting for it; the clock is then set to it
     * @return whether it held
     */
    public boolean runUntil(final BooleanSupplier condition, final long limitNs) {
        wakeAll();
        while (!condition.getAsBoolean()) {
            if (touched.isEmpty() && (events.isEmpty() || events.peek().timeNs > limitNs)) {
                nowNs = Math.max(nowNs, limitNs);
                return condition.getAsBoolean();
            }
            runInstant();
        }
        return true;
    }

    private void runInstant() {
        countStep();
        if (touched.isEmpty()) {
            final long nextNs = events.element().timeNs;
            happeningsAtNow = nextNs == nowNs ? happeningsAtNow : 0;
            nowNs = nextNs;
        }
        for (SimEvent next = events.peek(); next != null && next.timeNs <= nowNs; next = events.peek()) {
            events.remove();
            countHappening();
            next.happen();
        }
        // A host that is not done in one cycle is touched again, and has its turn after the others.
        for (int left = touched.size(); left > 0; left--) {
            final SimHost host = touched.remove();
            host.isTouched = false;
            host.run();
            settle(host);
        }
    }

    private void countStep() {
        steps++;
        if (steps > stepsMax) {
            throw new IllegalStateException(
                    "the simulation took more than " + stepsMax + " steps, at " + nowNs + " ns");
        }
        countHappening();
    }

    private void countHappening() {
        happeningsAtNow++;
        if (happeningsAtNow > HAPPENINGS_PER_INSTANT_MAX) {
            throw new IllegalStateException("livelock: time stands still at " + nowNs + " ns after " + happeningsAtNow
                    + " events and cycles, with " + touched + " to run next");
        }
    }

    /** Sees to it that the host runs when it wants to. */
    private void settle(final SimHost host) {
        if (host.isDown()) {
            return;
        }
        final long wakeNs = host.wakeNs();
        if (wakeNs <= nowNs) {
            touch(host);
        } else if (wakeNs < host.armedNs) {
            host.armedNs = wakeNs;
            schedule(new SimEvent(wakeNs) {
                @Override
                void happen() {
                    // Only the earliest wake-up counts; one that comes too early sets itself again.
                    if (host.armedNs == timeNs) {
                        host.armedNs = Long.MAX_VALUE;
                        settle(host);
                    }
                }
            });
        }
    }

    private void touch(final SimHost host) {
        if (!host.isTouched) {
            host.isTouched = true;
            touched.add(host);
        }
    }

    private SimHost host(final InetSocketAddress address) {
        final SimHost host = hosts.get(address);
        if (host == null) {
            throw new IllegalArgumentException("there is no host at " + address);
        }
        return host;
    }

    /**
     * A number that depends on every datagram that arrived anywhere: when, from whom, its bytes. Two runs with the same
     * digest were the same run.
     */
    public long digest() {
        return digest;
    }

    /** Instants simulated so far. */
    public long steps() {
        return steps;
    }

    /** Sets after how many steps in all the simulation is given up with an error; without a limit by default. */
    public void stepsMax(final long limit) {
        stepsMax = limit;
    }

    /** Sets how often one host may run at one instant before this counts as a livelock. */
    public void cyclesPerInstantMax(final long limit) {
        cyclesPerInstantMax = limit;
    }

    // ---- For the hosts and the network.

    long cyclesPerInstantMax() {
        return cyclesPerInstantMax;
    }

    void schedule(final SimEvent event) {
        event.order(order++);
        events.add(event);
    }

    /** Hands a datagram to the host at {@code to}; false if there is none. */
    boolean arrive(final InetSocketAddress from, final InetSocketAddress to, final byte[] bytes) {
        final @Nullable SimHost host = hosts.get(to);
        if (host == null) {
            return false;
        }
        crc.reset();
        crc.update(bytes);
        mix(nowNs);
        mix(crc.getValue() << Integer.SIZE | bytes.length);
        mix(((long) from.hashCode() << Integer.SIZE) | (to.hashCode() & 0xFFFF_FFFFL));
        host.onDatagram(from, bytes);
        touch(host);
        return true;
    }

    void onUnreachable(final InetSocketAddress sender, final InetSocketAddress peer) {
        final SimHost host = hosts.get(sender);
        if (host != null) {
            host.onUnreachable(peer);
            touch(host);
        }
    }

    private void mix(final long value) {
        // The finaliser of SplitMix64.
        long mixed = (digest ^ value) + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        digest = mixed ^ mixed >>> 31;
    }
}
