package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a PLACEMENT message: a part of what a dispatcher tells one that follows it.
 *
 * <pre>
 *  0           8       12     13       21
 * +-----------+-------+------+--------+-----------------------------+
 * | authority | index | what | timeMs | bytes, as dispatchers write |
 * +-----------+-------+------+--------+-----------------------------+
 * </pre>
 *
 * <p>{@code authority} names the placement, as in {@link ShardsFlyweight}. {@code index} counts these messages of a
 * link, from 0, for a link does not keep them in order. {@code what}: {@value #FIRST_PART} begins all there is, which
 * {@value #PART} goes on with; {@value #LAST_PART} ends it, {@value #WHOLE} is all of it; {@value #COMMAND} is a
 * command that was agreed on at {@code timeMs}, since 1970.
 */
public final class PlacementFlyweight {
    /** Of what dispatchers write; it changes when a command or the placement does. */
    public static final int FORMAT = 1;

    public static final int AUTHORITY_OFFSET = 0;
    public static final int INDEX_OFFSET = 8;
    public static final int WHAT_OFFSET = 12;
    public static final int TIME_OFFSET = 13;
    public static final int BYTES_OFFSET = 21;

    public static final int PART = 0;
    public static final int FIRST_PART = 1;
    public static final int LAST_PART = 2;
    public static final int WHOLE = FIRST_PART | LAST_PART;
    public static final int COMMAND = 4;

    private PlacementFlyweight() {}

    /** Writes what stands before the bytes; returns its length. */
    public static int writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final long authority,
            final int index,
            final int what,
            final long timeMs) {
        buffer.putLong(offset + AUTHORITY_OFFSET, authority);
        buffer.putInt(offset + INDEX_OFFSET, index);
        buffer.put(offset + WHAT_OFFSET, (byte) what);
        buffer.putLong(offset + TIME_OFFSET, timeMs);
        return BYTES_OFFSET;
    }

    /** Whether {@code length} bytes at {@code offset} are such a body. */
    public static boolean isValid(final ByteBuffer buffer, final int offset, final int length) {
        return length > BYTES_OFFSET && what(buffer, offset) <= COMMAND;
    }

    public static long authority(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + AUTHORITY_OFFSET);
    }

    public static int index(final ByteBuffer buffer, final int offset) {
        return buffer.getInt(offset + INDEX_OFFSET);
    }

    public static int what(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + WHAT_OFFSET);
    }

    public static long timeMs(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + TIME_OFFSET);
    }

    /** Allocates. */
    public static byte[] bytes(final ByteBuffer buffer, final int offset, final int length) {
        return Bytes.copy(buffer, offset + BYTES_OFFSET, length - BYTES_OFFSET);
    }
}
