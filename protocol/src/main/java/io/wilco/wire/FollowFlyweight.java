package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a FOLLOW message, by which a dispatcher asks another one to tell it of the placement: all there is of it,
 * and then each change, as long as their link lasts.
 *
 * <pre>
 *  0        1
 * +--------+-------+
 * | format | flags |
 * +--------+-------+
 * </pre>
 *
 * <p>{@code format} is that of {@link PlacementFlyweight}, {@value PlacementFlyweight#FORMAT}. {@code flags} bit 0:
 * also if the dispatcher is out of touch with those it decides with, so that what it knows may be old.
 */
public final class FollowFlyweight {
    public static final int FORMAT_OFFSET = 0;
    public static final int FLAGS_OFFSET = 1;
    public static final int LENGTH = 2;
    public static final int ANY_FLAG = 1;

    private FollowFlyweight() {}

    /** Writes the body; returns its length. */
    public static int write(final ByteBuffer buffer, final int offset, final boolean isAny) {
        buffer.put(offset + FORMAT_OFFSET, (byte) PlacementFlyweight.FORMAT);
        buffer.put(offset + FLAGS_OFFSET, (byte) (isAny ? ANY_FLAG : 0));
        return LENGTH;
    }

    /** Longer ones are of a later version. */
    public static boolean isValid(final int length) {
        return length >= LENGTH;
    }

    public static int format(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + FORMAT_OFFSET);
    }

    /** Whether what may be old will do. */
    public static boolean isAny(final ByteBuffer buffer, final int offset) {
        return (buffer.get(offset + FLAGS_OFFSET) & ANY_FLAG) != 0;
    }
}
