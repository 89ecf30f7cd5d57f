package io.wilco.sim;

import io.wilco.wire.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The network between the hosts of a {@link SimWorld}. All settings may change while the world runs; they act on what
 * is sent from then on, but for partitions and {@link #dropInFlight}, which also lose what is on its way.
 */
public final class SimNetwork {
    private static final long SECOND_NS = 1_000_000_000L;

    /** One direction between two addresses. */
    private static final class Path {
        private @Nullable SimFaults faults;
        private boolean isCut;
        private long lastArrivalNs = Long.MIN_VALUE;
        private long drainedNs = Long.MIN_VALUE;
    }

    private final SimWorld world;
    private final SplittableRandom random;
    private final Map<InetSocketAddress, Map<InetSocketAddress, Path>> paths = new HashMap<>();
    private final Map<InetSocketAddress, Long> dropSentBefore = new HashMap<>();
    private SimFaults faults = SimFaults.NONE;
    private SimFilter filter = (nowNs, from, to, datagram) -> true;
    private boolean isReportingUnreachable;
    private long sent;
    private long delivered;

    SimNetwork(final SimWorld world, final SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Sets how every path without faults of its own treats datagrams. */
    public void faults(final SimFaults faults) {
        this.faults = faults;
    }

    /** Sets how the path from one address to another treats datagrams; null: as all others. */
    public void faults(final InetSocketAddress from, final InetSocketAddress to, final @Nullable SimFaults faults) {
        path(from, to).faults = faults;
    }

    /** Loses all that goes from one address to another; the way back stays open. */
    public void cut(final InetSocketAddress from, final InetSocketAddress to) {
        path(from, to).isCut = true;
    }

    /** Loses all that goes between the two groups, both ways. */
    public void partition(final Collection<InetSocketAddress> some, final Collection<InetSocketAddress> others) {
        for (final InetSocketAddress one : some) {
            for (final InetSocketAddress other : others) {
                cut(one, other);
                cut(other, one);
            }
        }
    }

    /** Ends all cuts and partitions. */
    public void heal() {
        for (final Map<InetSocketAddress, Path> from : paths.values()) {
            from.values().forEach(path -> path.isCut = false);
        }
    }

    /** Loses everything that is on its way to {@code address} now. */
    public void dropInFlight(final InetSocketAddress address) {
        dropSentBefore.put(address, sent);
    }

    /** Sets who sees what is sent, and may lose it. */
    public void filter(final SimFilter filter) {
        this.filter = filter;
    }

    /** Sets whether a sender is told, as by ICMP, that nothing listens where it sent to; it is not by default. */
    public void reportUnreachable(final boolean isReporting) {
        isReportingUnreachable = isReporting;
    }

    /** Sends bytes {@code [0, length)} of {@code datagram}, as if {@code from} had; it need not be a host. */
    public void send(
            final InetSocketAddress from, final InetSocketAddress to, final ByteBuffer datagram, final int length) {
        final byte[] bytes = Bytes.copy(datagram, 0, length);
        sent++;
        if (!filter.passes(world.nowNs(), from, to, Bytes.wrap(bytes))) {
            return;
        }
        final Path path = path(from, to);
        final SimFaults rules = path.faults == null ? faults : path.faults;
        if (path.isCut || isPicked(rules.loss())) {
            return;
        }
        final long leavesNs = passBottleneck(path, rules, length);
        if (leavesNs == Long.MIN_VALUE) {
            return;
        }
        final int copies = isPicked(rules.duplicate()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            final byte[] arriving = isPicked(rules.corrupt()) ? corrupted(bytes) : bytes;
            world.schedule(new Arrival(arrivalNs(path, rules, leavesNs), from, to, arriving, sent, path));
        }
    }

    /** When the datagram has passed the bottleneck; the least long if it found the queue full. */
    private long passBottleneck(final Path path, final SimFaults rules, final int length) {
        final long nowNs = world.nowNs();
        if (rules.bytesPerSecond() == 0) {
            return nowNs;
        }
        final long startNs = Math.max(nowNs, path.drainedNs);
        final double nsPerByte = (double) SECOND_NS / rules.bytesPerSecond();
        if ((startNs - nowNs) / nsPerByte + length > rules.queueBytesMax()) {
            return Long.MIN_VALUE;
        }
        path.drainedNs = startNs + (long) Math.ceil(length * nsPerByte);
        return path.drainedNs;
    }

    private long arrivalNs(final Path path, final SimFaults rules, final long leavesNs) {
        final long timeNs = leavesNs + random.nextLong(rules.delayMinNs(), rules.delayMaxNs() + 1);
        if (isPicked(rules.reorder())) {
            return timeNs + random.nextLong(1, rules.reorderDelayMaxNs() + 1);
        }
        path.lastArrivalNs = Math.max(timeNs, path.lastArrivalNs);
        return path.lastArrivalNs;
    }

    private byte[] corrupted(final byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        final byte[] flipped = bytes.clone();
        final int bit = random.nextInt(bytes.length * Byte.SIZE);
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return flipped;
    }

    /** No number is drawn for a fault that is not set, so that adding one leaves the rest of a run as it was. */
    private boolean isPicked(final double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private Path path(final InetSocketAddress from, final InetSocketAddress to) {
        return paths.computeIfAbsent(from, key -> new HashMap<>()).computeIfAbsent(to, key -> new Path());
    }

    /** Datagrams sent so far. */
    public long sent() {
        return sent;
    }

    /** Datagrams that arrived at a host so far, duplicates included. */
    public long delivered() {
        return delivered;
    }

    /** A datagram reaches its address. */
    private final class Arrival extends SimEvent {
        private final InetSocketAddress from;
        private final InetSocketAddress to;
        private final byte[] bytes;
        private final long ordinal;
        private final Path path;

        Arrival(
                final long timeNs,
                final InetSocketAddress from,
                final InetSocketAddress to,
                final byte[] bytes,
                final long ordinal,
                final Path path) {
            super(timeNs);
            this.from = from;
            this.to = to;
            this.bytes = bytes;
            this.ordinal = ordinal;
            this.path = path;
        }

        @Override
        void happen() {
            final Long dropped = dropSentBefore.get(to);
            if (path.isCut || (dropped != null && ordinal <= dropped)) {
                return;
            }
            if (world.arrive(from, to, bytes)) {
                delivered++;
            } else if (isReportingUnreachable && !path(to, from).isCut) {
                world.schedule(new Unreachable(arrivalNs(path(to, from), SimFaults.NONE, timeNs), from, to));
            }
        }
    }

    /** The sender hears that nothing listens there. */
    private final class Unreachable extends SimEvent {
        private final InetSocketAddress sender;
        private final InetSocketAddress peer;

        Unreachable(final long timeNs, final InetSocketAddress sender, final InetSocketAddress peer) {
            super(timeNs);
            this.sender = sender;
            this.peer = peer;
        }

        @Override
        void happen() {
            world.onUnreachable(sender, peer);
        }
    }
}
