package io.wilco.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a HERE message, by which a dispatcher tells a client that asked WHERE, which zone it is in.
 *
 * <pre>
 *  0       1
 * +-------+------+
 * | length| zone |
 * +-------+------+
 * </pre>
 *
 * <p>{@code zone} has 0 to 64 bytes of UTF-8; none if the dispatcher does not say. What follows it is for later
 * versions, and not looked at. It is told once a link, so this class may allocate.
 */
public final class HereFlyweight {
    public static final int ZONE_LENGTH_OFFSET = 0;
    public static final int ZONE_OFFSET = 1;
    public static final int LENGTH_MAX = ZONE_OFFSET + Zone.BYTES_MAX;

    private HereFlyweight() {}

    /** Writes the body; returns its length. */
    public static int write(final ByteBuffer buffer, final int offset, final String zone) {
        final byte[] name = zone.getBytes(StandardCharsets.UTF_8);
        buffer.put(offset + ZONE_LENGTH_OFFSET, (byte) name.length);
        buffer.put(offset + ZONE_OFFSET, name);
        return ZONE_OFFSET + name.length;
    }

    /** The zone in {@code length} bytes at {@code offset}, {@link Zone#NONE} if none is said; null if malformed. */
    public static @Nullable String zone(final ByteBuffer buffer, final int offset, final int length) {
        if (length < ZONE_OFFSET) {
            return null;
        }
        final int zoneLength = Bytes.u8(buffer, offset + ZONE_LENGTH_OFFSET);
        if (zoneLength > Zone.BYTES_MAX || length < ZONE_OFFSET + zoneLength) {
            return null;
        }
        final String zone = Bytes.utf8(buffer, offset + ZONE_OFFSET, zoneLength);
        return Zone.isValid(zone) ? zone : null;
    }
}
