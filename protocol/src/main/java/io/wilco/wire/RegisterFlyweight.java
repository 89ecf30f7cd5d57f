package io.wilco.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a REGISTER message: the sender is a worker.
 *
 * <pre>
 *  0               4       6      7      8        9       10            18     26
 * +---------------+-------+------+------+--------+-------+-------------+------+----+------+---------------------+
 * | concurrency   | weight| tier | zone | id     | count | incarnation | seen | id | zone | count times:        |
 * |               |       |      |length| length |       |             |      |    |      | length u8, service  |
 * +---------------+-------+------+------+--------+-------+-------------+------+----+------+---------------------+
 * </pre>
 *
 * <p>{@code concurrency} is how many requests the worker executes at once. {@code incarnation} is random, the same for
 * all of its dispatchers, and another one when the worker has lost its memory; {@code seen} is the newest version of a
 * placement that it was told of, 0 if none. Id and services are UTF-8 names of 1 to 64 bytes, 1 to 16 services; a zone
 * has 0 to 64 bytes; a weight of 0 stands for the usual one. Registration is rare, so this class may allocate.
 */
public final class RegisterFlyweight {
    public static final int CONCURRENCY_OFFSET = 0;
    public static final int WEIGHT_OFFSET = 4;
    public static final int TIER_OFFSET = 6;
    public static final int ZONE_LENGTH_OFFSET = 7;
    public static final int ID_LENGTH_OFFSET = 8;
    public static final int SERVICE_COUNT_OFFSET = 9;
    public static final int INCARNATION_OFFSET = 10;
    public static final int SEEN_OFFSET = 18;
    public static final int ID_OFFSET = 26;
    public static final int NAME_BYTES_MAX = RequestFlyweight.SERVICE_BYTES_MAX;
    public static final int SERVICES_MAX = 16;
    public static final int LENGTH_MAX = ID_OFFSET + 2 * NAME_BYTES_MAX + SERVICES_MAX * (1 + NAME_BYTES_MAX);

    private RegisterFlyweight() {}

    /**
     * What a worker says of itself.
     *
     * @param concurrency at least 1
     * @param id 1 to 64 bytes of UTF-8
     * @param services 1 to 16 names, each 1 to 64 bytes of UTF-8
     * @param traits for the choice among several
     * @param incarnation which of its lives this is
     * @param seen newest version of a placement that it was told of; 0: none
     */
    public record Registration(
            int concurrency, String id, List<String> services, WorkerTraits traits, long incarnation, long seen) {
        public Registration {
            services = List.copyOf(services);
        }
    }

    /** Whether {@code name} can be an id or a service's name: 1 to 64 bytes of UTF-8, no control characters. */
    public static boolean isName(final String name) {
        final int length = name.getBytes(StandardCharsets.UTF_8).length;
        return length >= 1
                && length <= NAME_BYTES_MAX
                && name.chars().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
    }

    /** Writes the body; returns its length. */
    public static int write(final ByteBuffer buffer, final int offset, final Registration registration) {
        final byte[] id = registration.id().getBytes(StandardCharsets.UTF_8);
        buffer.putInt(offset + CONCURRENCY_OFFSET, registration.concurrency());
        final byte[] zone = registration.traits().zone().getBytes(StandardCharsets.UTF_8);
        buffer.putShort(offset + WEIGHT_OFFSET, (short) registration.traits().weight());
        buffer.put(offset + TIER_OFFSET, (byte) registration.traits().tier());
        buffer.put(offset + ZONE_LENGTH_OFFSET, (byte) zone.length);
        buffer.put(offset + ID_LENGTH_OFFSET, (byte) id.length);
        buffer.put(offset + SERVICE_COUNT_OFFSET, (byte) registration.services().size());
        buffer.putLong(offset + INCARNATION_OFFSET, registration.incarnation());
        buffer.putLong(offset + SEEN_OFFSET, registration.seen());
        buffer.put(offset + ID_OFFSET, id);
        int at = offset + ID_OFFSET + id.length;
        buffer.put(at, zone);
        at += zone.length;
        for (final String service : registration.services()) {
            final byte[] name = service.getBytes(StandardCharsets.UTF_8);
            buffer.put(at, (byte) name.length);
            buffer.put(at + 1, name);
            at += 1 + name.length;
        }
        return at - offset;
    }

    /** Reads {@code length} bytes at {@code offset}; null if they are no registration. */
    public static @Nullable Registration read(final ByteBuffer buffer, final int offset, final int length) {
        if (length < ID_OFFSET || length > LENGTH_MAX) {
            return null;
        }
        final int limit = offset + length;
        final int concurrency = buffer.getInt(offset + CONCURRENCY_OFFSET);
        final int count = Bytes.u8(buffer, offset + SERVICE_COUNT_OFFSET);
        final int idLength = Bytes.u8(buffer, offset + ID_LENGTH_OFFSET);
        final int zoneLength = Bytes.u8(buffer, offset + ZONE_LENGTH_OFFSET);
        final int weight = Bytes.u16(buffer, offset + WEIGHT_OFFSET);
        int at = offset + ID_OFFSET + idLength + zoneLength;
        if (concurrency < 1 || weight > WorkerTraits.WEIGHT_MAX || count < 1 || count > SERVICES_MAX || at > limit) {
            return null;
        }
        final String id = Bytes.utf8(buffer, offset + ID_OFFSET, idLength);
        final String zone = Bytes.utf8(buffer, offset + ID_OFFSET + idLength, zoneLength);
        final List<String> services = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final int nameLength = at < limit ? Bytes.u8(buffer, at) : limit;
            if (at + 1 + nameLength > limit) {
                return null;
            }
            services.add(Bytes.utf8(buffer, at + 1, nameLength));
            at += 1 + nameLength;
        }
        final boolean areNames =
                isName(id) && Zone.isValid(zone) && services.stream().allMatch(RegisterFlyweight::isName);
        if (at != limit || !areNames) {
            return null;
        }
        final WorkerTraits traits = new WorkerTraits(
                weight == 0 ? WorkerTraits.WEIGHT_USUAL : weight, Bytes.u8(buffer, offset + TIER_OFFSET), zone);
        return new Registration(
                concurrency,
                id,
                services,
                traits,
                buffer.getLong(offset + INCARNATION_OFFSET),
                buffer.getLong(offset + SEEN_OFFSET));
    }
}
