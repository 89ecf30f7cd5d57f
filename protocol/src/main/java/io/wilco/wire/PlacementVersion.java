package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * What the payload of a REPLY is that refuses a keyed request with {@link RejectReason#MOVED}: the version now, u64.
 */
public final class PlacementVersion {
    public static final int LENGTH = Long.BYTES;

    private PlacementVersion() {}

    /** The version in a valid reply; 0 if it has none. */
    public static long read(final ByteBuffer buffer, final int offset, final int length) {
        final int at = ReplyFlyweight.HEADER_LENGTH;
        return length < at + LENGTH ? 0 : buffer.getLong(offset + at);
    }

    /** Writes the payload. */
    public static void write(final ByteBuffer buffer, final int offset, final long version) {
        buffer.putLong(offset, version);
    }
}
