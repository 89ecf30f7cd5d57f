package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.wire.Bytes;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The services, found by the bytes of their name without making a string of them. Only workers make it grow, but for
 * the few services that clients may wait for after the start.
 */
final class ServiceTable {
    /**
     * After a restart the clients may be back before the workers, who take up to a second to notice that their link has
     * ended. For so long a request may wait for a service nobody offers yet.
     */
    private static final long START_GRACE_NS = 1_500_000_000L;

    /** Services that may be waited for besides those that are offered. */
    private static final int AWAITED_MAX = 64;

    private final DispatcherConfig config;
    private final RequestTable requests;
    private final RandomGenerator random;
    private final List<Service> services = new ArrayList<>();
    private final @Nullable Service[] buckets;
    private final long completeNs;
    private String policy;
    private int awaited;
    private long made;

    ServiceTable(
            final DispatcherConfig config,
            final RequestTable requests,
            final RandomGenerator random,
            final long nowNs) {
        this.config = config;
        this.requests = requests;
        this.random = random;
        completeNs = nowNs + START_GRACE_NS;
        policy = config.scheduling().policy();
        buckets = new Service[4 * Integer.highestOneBit(config.servicesMax() + AWAITED_MAX)];
    }

    List<Service> all() {
        return services;
    }

    /** How workers are chosen. */
    String policy() {
        return policy;
    }

    /** Chooses workers in another way from now on. */
    void setPolicy(final String name, final long nowNs) {
        policy = name;
        services.forEach(service -> Policies.change(service.pool(), name, random, nowNs));
    }

    boolean isFull() {
        return services.size() - awaited == config.servicesMax();
    }

    /** The service of that name that is known; null if there is none. */
    @Nullable
    Service named(final String name) {
        int bucket = bucketOf(Arrays.hashCode(name.getBytes(StandardCharsets.UTF_8)));
        for (Service at = buckets[bucket]; at != null; at = buckets[bucket]) {
            if (at.name().equals(name)) {
                return at;
            }
            bucket = bucket + 1 & buckets.length - 1;
        }
        return null;
    }

    /**
     * The service of that name, made if there is none yet; null if there are too many.
     *
     * @param kept services that are in use, or are about to be
     */
    @Nullable
    Service ofName(final String name, final List<Service> kept) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int bucket = bucketOf(Arrays.hashCode(bytes));
        for (Service at = buckets[bucket]; at != null; at = buckets[bucket]) {
            if (at.name().equals(name)) {
                return !at.isAwaited || offer(at, kept) ? at : null;
            }
            bucket = bucket + 1 & buckets.length - 1;
        }
        if (isFull()) {
            return forgetUnused(kept) ? ofName(name, kept) : null;
        }
        return add(name, bucket);
    }

    /** A number for a line that no other has had. */
    long newNumber() {
        return made++;
    }

    private Service add(final String name, final int bucket) {
        final Service service = new Service(
                made++, made++, name, Policies.newPool(policy, random), requests.newHedgeList(), config.scheduling());
        buckets[bucket] = service;
        services.add(service);
        return service;
    }

    /** A service that was waited for is there; false if there are too many. */
    private boolean offer(final Service service, final List<Service> kept) {
        if (isFull() && !forgetUnused(kept)) {
            return false;
        }
        service.isAwaited = false;
        awaited--;
        return true;
    }

    /**
     * The service that a valid request asks for and nobody offers, if a worker may still come that does; null if it is
     * too late for that, or too many are waited for.
     */
    @Nullable
    Service await(final ByteBuffer body, final int offset, final long nowNs) {
        if (nowNs >= completeNs || awaited == AWAITED_MAX) {
            return null;
        }
        final int at = offset + RequestFlyweight.SERVICE_OFFSET;
        final int length = RequestFlyweight.serviceLength(body, offset);
        final String name = new String(Bytes.copy(body, at, length), StandardCharsets.UTF_8);
        final Service service = add(name, freeBucket(hash(body, at, length)));
        service.isAwaited = true;
        awaited++;
        return service;
    }

    /** When those that are still waited for will not come any more; the greatest long if there are none. */
    long giveUpNs() {
        return awaited == 0 ? Long.MAX_VALUE : completeNs;
    }

    /** Forgets what was waited for; nothing may be queued there any more. */
    void giveUp() {
        services.removeIf(service -> service.isAwaited);
        awaited = 0;
        refill();
    }

    private int freeBucket(final int hash) {
        int bucket = bucketOf(hash);
        while (buckets[bucket] != null) {
            bucket = bucket + 1 & buckets.length - 1;
        }
        return bucket;
    }

    /** As {@link Arrays#hashCode(byte[])} of the same bytes. */
    private static int hash(final ByteBuffer buffer, final int offset, final int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + buffer.get(offset + i);
        }
        return hash;
    }

    /** Makes room by forgetting services that nobody offers and nobody waits for; false if there are none. */
    private boolean forgetUnused(final List<Service> kept) {
        if (!services.removeIf(service -> service.pool().size() == 0
                && !service.isAwaited
                && service.queue().isEmpty()
                && service.parking().queue().isEmpty()
                && !kept.contains(service))) {
            return false;
        }
        refill();
        return true;
    }

    private void refill() {
        Arrays.fill(buckets, null);
        for (final Service service : services) {
            buckets[freeBucket(Arrays.hashCode(service.nameBytes()))] = service;
        }
    }

    /** The service that a valid request asks for, or null. */
    @Nullable
    Service ofRequest(final ByteBuffer body, final int offset) {
        final int length = RequestFlyweight.serviceLength(body, offset);
        final int at = offset + RequestFlyweight.SERVICE_OFFSET;
        int bucket = bucketOf(hash(body, at, length));
        for (Service service = buckets[bucket]; service != null; service = buckets[bucket]) {
            if (isName(service.nameBytes(), body, at, length)) {
                return service;
            }
            bucket = bucket + 1 & buckets.length - 1;
        }
        return null;
    }

    private int bucketOf(final int hash) {
        return (hash ^ hash >>> 16) & buckets.length - 1;
    }

    private static boolean isName(final byte[] name, final ByteBuffer buffer, final int offset, final int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != buffer.get(offset + i)) {
                return false;
            }
        }
        return true;
    }
}
