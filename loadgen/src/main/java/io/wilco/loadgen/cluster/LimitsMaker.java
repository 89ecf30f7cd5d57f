package io.wilco.loadgen.cluster;

import io.wilco.client.core.ClientConfig;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.link.LinkConfig;
import io.wilco.wire.WorkerTraits;
import io.wilco.worker.core.WorkerConfig;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the settings of processes: the defaults, or limits so tiny that the paths of refusal and waiting are taken. */
final class LimitsMaker {
    private static final int[] DATAGRAM_BYTES = {576, 1_408, 1_408, 9_000};
    private static final List<String> ZONES = List.of("", "", "here", "there");

    /** More than a process ever needs here, yet not the thousands of the default, which cost time to set up. */
    private static final int LINKS_MAX = 64;

    private final SplittableRandom random;
    private final double tinyShare;
    private int tiny;
    private double tinyLimits;

    LimitsMaker(final SplittableRandom random, final double tinyShare) {
        this.random = random;
        this.tinyShare = tinyShare;
    }

    private boolean isTiny() {
        final boolean isTiny = random.nextDouble() < tinyShare;
        tiny += isTiny ? 1 : 0;
        tinyLimits = random.nextDouble(0.2, 0.9);
        return isTiny;
    }

    /** How many processes got tiny limits so far. */
    int tiny() {
        return tiny;
    }

    /** Of a process with tiny limits, few or most are tiny, but not all: the wide ones let the others fill up. */
    private long limit(final boolean isTiny, final long least, final long most, final long usual) {
        return isTiny && random.nextDouble() < tinyLimits ? Workload.spread(random, least, most) : usual;
    }

    private int limit(final boolean isTiny, final int least, final int most, final int usual) {
        return (int) limit(isTiny, (long) least, most, usual);
    }

    ClientConfig client() {
        final ClientConfig usual = ClientConfig.DEFAULT;
        final boolean isTiny = isTiny();
        return new ClientConfig(
                limit(isTiny, 1, 24, usual.callsMax()),
                limit(isTiny, 1 << 17, 1 << 21, usual.keptBytesMax()),
                usual.reconnectMinNs(),
                usual.reconnectMaxNs(),
                link(isTiny, LINKS_MAX, 0),
                zone());
    }

    WorkerConfig worker(final String id, final List<String> services, final int concurrency) {
        final WorkerConfig usual = WorkerConfig.of(id, services, concurrency);
        final boolean isTiny = isTiny();
        return new WorkerConfig(
                id,
                services,
                concurrency,
                traits(),
                limit(isTiny, 1, 4, usual.queueMax() + 1) - 1,
                usual.handoverMaxNs(),
                usual.reconnectMinNs(),
                usual.reconnectMaxNs(),
                link(isTiny, LINKS_MAX, 0));
    }

    /** Most are alike; some are of a second tier, in a zone, or get another share. */
    private WorkerTraits traits() {
        return new WorkerTraits(
                random.nextInt(4) == 0 ? 1 + random.nextInt(3 * WorkerTraits.WEIGHT_USUAL) : WorkerTraits.WEIGHT_USUAL,
                random.nextInt(4) == 0 ? 1 : 0,
                zone());
    }

    private String zone() {
        return ZONES.get(random.nextInt(ZONES.size()));
    }

    /** The default one is in use more than any other. */
    private String policy() {
        return random.nextBoolean() ? Policies.DEFAULT : Policies.NAMES.get(random.nextInt(Policies.NAMES.size()));
    }

    /** @param peers clients and workers */
    DispatcherConfig dispatcher(final int peers) {
        final DispatcherConfig usual = DispatcherConfig.DEFAULT;
        final boolean isTiny = isTiny();
        final int linksMax = isTiny ? peers + 1 + random.nextInt(4) : LINKS_MAX;
        return new DispatcherConfig(
                usual.scheduling().withPolicy(policy()).withZone(zone()),
                limit(isTiny, 1, 64, usual.requestsMax()),
                limit(isTiny, 1, 16, usual.queueMax()),
                limit(isTiny, 1, 8, usual.clientRequestsMax()),
                limit(isTiny, DispatcherConfig.KEPT_BYTES_FLOOR, 1 << 21, usual.keptBytesMax()),
                isTiny ? peers : usual.workersMax(),
                isTiny ? Services.OFFERED : usual.servicesMax(),
                limit(isTiny, 1, 4, usual.attemptsMax()),
                usual.refusedPauseNs() * (isTiny ? 1 + random.nextInt(10) : 1),
                link(isTiny, linksMax, usual.clientRequestsMax()));
    }

    private LinkConfig link(final boolean isTiny, final int linksMax, final int requestLimit) {
        final LinkConfig usual = LinkConfig.DEFAULT;
        final boolean takesLittle = isTiny && random.nextBoolean();
        final int messageBytesMax = limit(takesLittle, 512, usual.messageBytesMax(), usual.messageBytesMax());
        return new LinkConfig(
                DATAGRAM_BYTES[random.nextInt(DATAGRAM_BYTES.length)],
                messageBytesMax,
                Integer.highestOneBit(limit(isTiny, 64, 256, usual.windowFrames())),
                limit(isTiny, 1, 2_000_000L, usual.ackDelayMaxNs()),
                usual.pingIdleNs(),
                usual.pingBusyNs(),
                usual.suspectAfterNs(),
                usual.deadAfterNs(),
                usual.openTimeoutNs(),
                limit(isTiny, 2 * messageBytesMax, 4 * messageBytesMax, usual.sendBytesMax()),
                limit(isTiny, 1, 4, usual.reassembliesMax()),
                requestLimit,
                linksMax);
    }
}
