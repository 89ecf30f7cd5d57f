package io.wilco.dispatcher.core;

import io.wilco.link.LinkConfig;
import io.wilco.wire.BlockPool;

/**
 * The settings of a dispatcher's engine.
 *
 * @param scheduling how it chooses workers, and whom it lets in
 * @param requestsMax requests in the dispatcher at once, 1 to 4,194,304
 * @param queueMax requests waiting for a worker, for each service, 1 or more
 * @param clientRequestsMax requests that one client may have open, 1 or more
 * @param keptBytesMax memory for requests and replies, in bytes
 * @param workersMax workers known at once, those that are gone included, 1 to 65,536
 * @param servicesMax services known, 1 to 65,536
 * @param attemptsMax assignments of one request, 1 to 255
 * @param refusedPauseNs how long a worker that refused a request gets no other one; twice as long for each further one
 *     that it refuses before it has answered any, up to 128 times
 * @param link settings of its links; messages of at most {@link BlockPool#BLOCK_BYTES_MAX}
 */
public record DispatcherConfig(
        SchedulingConfig scheduling,
        int requestsMax,
        int queueMax,
        int clientRequestsMax,
        long keptBytesMax,
        int workersMax,
        int servicesMax,
        int attemptsMax,
        long refusedPauseNs,
        LinkConfig link) {
    public static final int REQUESTS_CEILING = 1 << 22;
    public static final int ATTEMPTS_CEILING = 255;
    public static final int WORKERS_CEILING = 1 << 16;
    public static final int SERVICES_CEILING = 1 << 16;
    public static final int LINKS_CEILING = 1 << 20;
    public static final int REASSEMBLIES_CEILING = 1 << 16;
    public static final long KEPT_BYTES_FLOOR = 1 << 20;

    public static final DispatcherConfig DEFAULT = new DispatcherConfig(
            SchedulingConfig.DEFAULT,
            131_072,
            65_536,
            16_384,
            1L << 30,
            4_096,
            1_024,
            16,
            1_000_000L,
            LinkConfig.DEFAULT);

    /** @throws IllegalArgumentException naming what is out of bounds */
    public DispatcherConfig {
        check(requestsMax >= 1 && requestsMax <= REQUESTS_CEILING, "requestsMax");
        check(queueMax >= 1, "queueMax");
        check(clientRequestsMax >= 1, "clientRequestsMax");
        check(keptBytesMax >= KEPT_BYTES_FLOOR, "keptBytesMax");
        check(workersMax >= 1 && workersMax <= WORKERS_CEILING, "workersMax");
        check(servicesMax >= 1 && servicesMax <= SERVICES_CEILING, "servicesMax");
        check(attemptsMax >= 1 && attemptsMax <= ATTEMPTS_CEILING, "attemptsMax");
        check(refusedPauseNs > 0, "refusedPauseNs");
        check(link.linksMax() <= LINKS_CEILING, "link.linksMax");
        check(link.reassembliesMax() <= REASSEMBLIES_CEILING, "link.reassembliesMax");
        // Whatever comes in must fit into a block.
        check(link.messageBytesMax() <= BlockPool.BLOCK_BYTES_MAX, "link.messageBytesMax");
    }

    private static void check(final boolean isFine, final String name) {
        if (!isFine) {
            throw new IllegalArgumentException(name + " is out of bounds");
        }
    }

    /** This with another policy. */
    public DispatcherConfig withPolicy(final String name) {
        return withScheduling(scheduling.withPolicy(name));
    }

    /** This with another way of scheduling. */
    public DispatcherConfig withScheduling(final SchedulingConfig other) {
        return new DispatcherConfig(
                other,
                requestsMax,
                queueMax,
                clientRequestsMax,
                keptBytesMax,
                workersMax,
                servicesMax,
                attemptsMax,
                refusedPauseNs,
                link);
    }

    /** This with another bound of waiting requests. */
    public DispatcherConfig withQueueMax(final int max) {
        return new DispatcherConfig(
                scheduling,
                requestsMax,
                max,
                clientRequestsMax,
                keptBytesMax,
                workersMax,
                servicesMax,
                attemptsMax,
                refusedPauseNs,
                link);
    }

    /** This with other settings of its links. */
    public DispatcherConfig withLink(final LinkConfig other) {
        return new DispatcherConfig(
                scheduling,
                requestsMax,
                queueMax,
                clientRequestsMax,
                keptBytesMax,
                workersMax,
                servicesMax,
                attemptsMax,
                refusedPauseNs,
                other);
    }
}
