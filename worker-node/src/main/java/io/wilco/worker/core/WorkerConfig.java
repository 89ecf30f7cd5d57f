package io.wilco.worker.core;

import io.wilco.link.LinkConfig;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.WorkerTraits;
import java.util.List;

/**
 * The settings of a worker.
 *
 * @param id its name, unique among the workers of its dispatchers, 1 to 64 bytes of UTF-8
 * @param services what it offers, 1 to 16 names
 * @param concurrency requests executed at once, 1 to 65,536
 * @param traits what it says of itself for the choice among several workers
 * @param queueMax requests that may wait for that, 0 to 1,048,576
 * @param handoverMaxNs how long an embedder has for shards that come or leave, 1 or more
 * @param reconnectMinNs least pause between two attempts to open a link to a dispatcher
 * @param reconnectMaxNs longest such pause; it doubles from the least one
 * @param link settings of its links
 */
public record WorkerConfig(
        String id,
        List<String> services,
        int concurrency,
        WorkerTraits traits,
        int queueMax,
        long handoverMaxNs,
        long reconnectMinNs,
        long reconnectMaxNs,
        LinkConfig link) {
    public static final int CONCURRENCY_CEILING = 65_536;
    public static final int QUEUE_CEILING = 1 << 20;

    /** Requests that wait at a worker unless said otherwise; the dispatcher's policy keeps the real number lower. */
    public static final int QUEUE_MAX_DEFAULT = 8_192;

    /** Time for shards that come or leave unless said otherwise. */
    public static final long HANDOVER_MAX_NS_DEFAULT = 10_000_000_000L;

    /** @throws IllegalArgumentException naming what is out of bounds */
    public WorkerConfig {
        services = List.copyOf(services);
        if (!RegisterFlyweight.isName(id)) {
            throw new IllegalArgumentException(
                    "a worker's id has 1 to 64 bytes of UTF-8 and no control characters: '" + id + "'");
        }
        if (services.isEmpty() || services.size() > RegisterFlyweight.SERVICES_MAX) {
            throw new IllegalArgumentException("a worker offers 1 to 16 services");
        }
        for (final String service : services) {
            if (!RegisterFlyweight.isName(service)) {
                throw new IllegalArgumentException(
                        "a service's name has 1 to 64 bytes of UTF-8 and no control characters: '" + service + "'");
            }
        }
        if (concurrency < 1 || concurrency > CONCURRENCY_CEILING) {
            throw new IllegalArgumentException("concurrency is 1 to " + CONCURRENCY_CEILING);
        }
        if (queueMax < 0 || queueMax > QUEUE_CEILING) {
            throw new IllegalArgumentException("the queue holds 0 to " + QUEUE_CEILING);
        }
        if (handoverMaxNs <= 0) {
            throw new IllegalArgumentException("handoverMaxNs must be 1 or more");
        }
        if (reconnectMinNs <= 0 || reconnectMinNs > reconnectMaxNs) {
            throw new IllegalArgumentException("reconnectMinNs must be 1 to reconnectMaxNs");
        }
    }

    /** A worker with default bounds. */
    public static WorkerConfig of(final String id, final List<String> services, final int concurrency) {
        return new WorkerConfig(
                id,
                services,
                concurrency,
                WorkerTraits.DEFAULT,
                QUEUE_MAX_DEFAULT,
                HANDOVER_MAX_NS_DEFAULT,
                20_000_000L,
                1_000_000_000L,
                LinkConfig.DEFAULT);
    }

    /** This with another bound of waiting requests. */
    public WorkerConfig withQueueMax(final int queueMax) {
        return new WorkerConfig(
                id, services, concurrency, traits, queueMax, handoverMaxNs, reconnectMinNs, reconnectMaxNs, link);
    }

    /** This with other words for the choice among several workers. */
    public WorkerConfig withTraits(final WorkerTraits traits) {
        return new WorkerConfig(
                id, services, concurrency, traits, queueMax, handoverMaxNs, reconnectMinNs, reconnectMaxNs, link);
    }

    /** This with another time for shards that come or leave. */
    public WorkerConfig withHandoverMax(final long handoverMaxNs) {
        return new WorkerConfig(
                id, services, concurrency, traits, queueMax, handoverMaxNs, reconnectMinNs, reconnectMaxNs, link);
    }

    /** Requests that a dispatcher may have open here. */
    int capacity() {
        return concurrency + queueMax;
    }
}
