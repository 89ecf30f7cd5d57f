package io.wilco.loadgen.cluster;

import io.wilco.sim.SimNetwork;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * A network, or somebody in it, that sends datagrams again long after they were sent: the links they belong to may have
 * ended, and their processes may have been replaced.
 */
final class Replayer {
    private static final long DELAY_MIN_NS = 1_000_000L;
    static final long DELAY_MAX_NS = 3_000_000_000L;

    /** Those that open links, and carry requests, are the ones worth recording. */
    private static final double CONFIRM_SHARE = 0.5;

    private static final int COPIES_MAX = 3;

    private final SimWorld world;
    private final SimNetwork network;
    private final SplittableRandom random;
    private final double share;
    private final long untilNs;
    private boolean isReplaying;

    /**
     * @param share of all datagrams, 0 to 1
     * @param untilNs when it stops, in the world's time
     */
    Replayer(final SimWorld world, final double share, final long untilNs) {
        this.world = world;
        this.network = world.network();
        this.random = world.newRandom();
        this.share = share;
        this.untilNs = untilNs;
    }

    /** Begins to listen, if it is to replay anything. */
    void start() {
        if (share > 0) {
            network.filter((nowNs, from, to, datagram) -> {
                if (!isReplaying && nowNs < untilNs && isPicked(datagram)) {
                    record(from, to, Bytes.copy(datagram, 0, datagram.limit()));
                }
                return true;
            });
        }
    }

    private boolean isPicked(final ByteBuffer datagram) {
        final boolean isConfirm =
                datagram.limit() >= DatagramHeader.LENGTH && DatagramHeader.kind(datagram) == DatagramHeader.CONFIRM;
        return random.nextDouble() < (isConfirm ? CONFIRM_SHARE : share);
    }

    private void record(final InetSocketAddress from, final InetSocketAddress to, final byte[] bytes) {
        final int copies = 1 + random.nextInt(COPIES_MAX);
        for (int i = 0; i < copies; i++) {
            final long atNs = world.nowNs() + Workload.spread(random, DELAY_MIN_NS, DELAY_MAX_NS);
            if (atNs < untilNs) {
                world.at(atNs, () -> replay(from, to, bytes));
            }
        }
    }

    private void replay(final InetSocketAddress from, final InetSocketAddress to, final byte[] bytes) {
        isReplaying = true;
        network.send(from, to, Bytes.wrap(bytes), bytes.length);
        isReplaying = false;
    }
}
