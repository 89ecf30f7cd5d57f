package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The services, found by the bytes of their name without making a string of them. Only workers make it grow. */
final class ServiceTable {
    private final DispatcherConfig config;
    private final RequestTable requests;
    private final RandomGenerator random;
    private final List<Service> services = new ArrayList<>();
    private final @Nullable Service[] buckets;

    ServiceTable(final DispatcherConfig config, final RequestTable requests, final RandomGenerator random) {
        this.config = config;
        this.requests = requests;
        this.random = random;
        buckets = new Service[4 * Integer.highestOneBit(config.servicesMax())];
    }

    List<Service> all() {
        return services;
    }

    boolean isFull() {
        return services.size() == config.servicesMax();
    }

    /**
     * The service of that name, made if there is none yet; null if there are too many.
     *
     * @param kept services that are in use, or are about to be
     */
    @Nullable
    Service ofName(final String name, final List<Service> kept) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int hash = 1;
        for (final byte b : bytes) {
            hash = 31 * hash + b;
        }
        int bucket = bucketOf(hash);
        for (Service at = buckets[bucket]; at != null; at = buckets[bucket]) {
            if (at.name().equals(name)) {
                return at;
            }
            bucket = bucket + 1 & buckets.length - 1;
        }
        if (isFull()) {
            return forgetUnused(kept) ? ofName(name, kept) : null;
        }
        final Service service = new Service(name, Policies.create(config.policy(), random), requests);
        buckets[bucket] = service;
        services.add(service);
        return service;
    }

    /** Makes room by forgetting services that nobody offers and nobody waits for; false if there are none. */
    private boolean forgetUnused(final List<Service> kept) {
        if (!services.removeIf(
                service -> service.workerCount() == 0 && service.queue().isEmpty() && !kept.contains(service))) {
            return false;
        }
        Arrays.fill(buckets, null);
        for (final Service service : services) {
            int bucket = bucketOf(Arrays.hashCode(service.nameBytes()));
            while (buckets[bucket] != null) {
                bucket = bucket + 1 & buckets.length - 1;
            }
            buckets[bucket] = service;
        }
        return true;
    }

    /** The service that a valid request asks for, or null. */
    @Nullable
    Service ofRequest(final ByteBuffer body, final int offset) {
        final int length = RequestFlyweight.serviceLength(body, offset);
        final int at = offset + RequestFlyweight.SERVICE_OFFSET;
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + body.get(at + i);
        }
        int bucket = bucketOf(hash);
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
