package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * PING asks for a sign of life, PONG gives it. Neither is acked or retransmitted.
 *
 * <pre>
 *  0       1                               9
 * +-------+-------------------------------+
 * | type  | token, which PONG repeats     |
 * +-------+-------------------------------+
 * </pre>
 */
public final class PingFlyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int TOKEN_OFFSET = 1;
    public static final int LENGTH = 9;

    private PingFlyweight() {}

    /** Writes a PING or PONG; returns its length. */
    public static int write(final ByteBuffer buffer, final int offset, final int frameType, final long token) {
        buffer.put(offset + TYPE_OFFSET, (byte) frameType);
        buffer.putLong(offset + TOKEN_OFFSET, token);
        return LENGTH;
    }

    public static long token(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + TOKEN_OFFSET);
    }
}
