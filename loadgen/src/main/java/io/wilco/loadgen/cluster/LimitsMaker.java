package io.wilco.loadgen.cluster;

import io.wilco.client.core.ClientConfig;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.link.LinkConfig;
import io.wilco.worker.core.WorkerConfig;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the settings of processes: the defaults, or limits so tiny that the paths of refusal and waiting are taken. */
final class LimitsMaker {
    private static final int[] DATAGRAM_BYTES = {576, 1_408, 1_408, 9_000};

    /** More than a process ever needs here, yet not the thousands of the default, which cost time to set up. */
    private static final int LINKS_MAX = 64;

    private final SplittableRandom random;
    private final double tinyShare;
    private int tiny;

    LimitsMaker(final SplittableRandom random, final double tinyShare) {
        this.random = random;
        this.tinyShare = tinyShare;
    }

    private boolean isTiny() {
        final boolean isTiny = random.nextDouble() < tinyShare;
        tiny += isTiny ? 1 : 0;
        return isTiny;
    }

    /** How many processes got tiny limits so far. */
    int tiny() {
        return tiny;
    }

    ClientConfig client() {
        if (!isTiny()) {
            return ClientConfig.DEFAULT.withLink(link(false, LINKS_MAX, 0));
        }
        return new ClientConfig(
                1 + random.nextInt(24),
                Workload.spread(random, 1 << 17, 1 << 21),
                ClientConfig.DEFAULT.reconnectMinNs(),
                ClientConfig.DEFAULT.reconnectMaxNs(),
                link(true, LINKS_MAX, 0));
    }

    WorkerConfig worker(final String id, final List<String> services, final int concurrency) {
        final WorkerConfig usual = WorkerConfig.of(id, services, concurrency);
        final boolean isTiny = isTiny();
        return new WorkerConfig(
                id,
                services,
                concurrency,
                isTiny ? random.nextInt(4) : usual.queueMax(),
                usual.reconnectMinNs(),
                usual.reconnectMaxNs(),
                link(isTiny, LINKS_MAX, 0));
    }

    /** @param peers clients and workers */
    DispatcherConfig dispatcher(final int peers) {
        final DispatcherConfig usual = DispatcherConfig.DEFAULT;
        final String policy = Policies.NAMES.get(random.nextInt(Policies.NAMES.size()));
        if (!isTiny()) {
            return usual.withPolicy(policy).withLink(link(false, LINKS_MAX, usual.clientRequestsMax()));
        }
        return new DispatcherConfig(
                policy,
                1 + random.nextInt(64),
                1 + random.nextInt(16),
                1 + random.nextInt(8),
                1L << (20 + random.nextInt(3)),
                peers,
                Services.OFFERED,
                1 + random.nextInt(4),
                usual.refusedPauseNs() * (1 + random.nextInt(10)),
                link(true, peers + 1 + random.nextInt(4), usual.clientRequestsMax()));
    }

    private LinkConfig link(final boolean isTiny, final int linksMax, final int requestLimit) {
        final LinkConfig usual = LinkConfig.DEFAULT;
        final int messageBytesMax =
                isTiny ? (int) Workload.spread(random, 512, usual.messageBytesMax()) : usual.messageBytesMax();
        return new LinkConfig(
                DATAGRAM_BYTES[random.nextInt(DATAGRAM_BYTES.length)],
                messageBytesMax,
                isTiny ? 64 << random.nextInt(3) : usual.windowFrames(),
                isTiny ? random.nextLong(2_000_000L) : usual.ackDelayMaxNs(),
                usual.pingIdleNs(),
                usual.pingBusyNs(),
                usual.suspectAfterNs(),
                usual.deadAfterNs(),
                usual.openTimeoutNs(),
                isTiny ? 2 * messageBytesMax * (1 + random.nextInt(3)) : usual.sendBytesMax(),
                isTiny ? 1 + random.nextInt(4) : usual.reassembliesMax(),
                requestLimit,
                linksMax);
    }
}
