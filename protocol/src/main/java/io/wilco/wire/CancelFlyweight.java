package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a CANCEL message: the sender no longer wants the reply to one of its requests. And of RECALL: it wants
 * the request back if it has not been started.
 *
 * <pre>
 *  0                       8
 * +-----------------------+
 * | requestId             |
 * +-----------------------+
 * </pre>
 */
public final class CancelFlyweight {
    public static final int REQUEST_ID_OFFSET = 0;
    public static final int LENGTH = 8;

    private CancelFlyweight() {}

    public static void write(final ByteBuffer buffer, final int offset, final long requestId) {
        buffer.putLong(offset + REQUEST_ID_OFFSET, requestId);
    }

    public static long requestId(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + REQUEST_ID_OFFSET);
    }
}
