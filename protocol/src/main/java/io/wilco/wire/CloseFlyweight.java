package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * CLOSE: the sender has forgotten the link.
 *
 * <pre>
 *  0       1       2       4
 * +-------+-------+-------+----------------------------+
 * | 0x04  | reason| length| text, UTF-8, 0 to 200 bytes|
 * +-------+-------+-------+----------------------------+
 * </pre>
 */
public final class CloseFlyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int REASON_OFFSET = 1;
    public static final int TEXT_LENGTH_OFFSET = 2;
    public static final int HEADER_LENGTH = 4;
    public static final int TEXT_BYTES_MAX = 200;

    private CloseFlyweight() {}

    /**
     * Writes the frame; returns its length.
     *
     * @param text UTF-8, cut at {@link #TEXT_BYTES_MAX}
     */
    public static int write(final ByteBuffer buffer, final int offset, final CloseReason reason, final byte[] text) {
        final int length = Math.min(text.length, TEXT_BYTES_MAX);
        buffer.put(offset + TYPE_OFFSET, (byte) FrameType.CLOSE);
        buffer.put(offset + REASON_OFFSET, (byte) reason.code());
        buffer.putShort(offset + TEXT_LENGTH_OFFSET, (short) length);
        buffer.put(offset + HEADER_LENGTH, text, 0, length);
        return HEADER_LENGTH + length;
    }

    /** The length of a frame with that text. */
    public static int length(final byte[] text) {
        return HEADER_LENGTH + Math.min(text.length, TEXT_BYTES_MAX);
    }

    public static CloseReason reason(final ByteBuffer buffer, final int offset) {
        return CloseReason.of(Bytes.u8(buffer, offset + REASON_OFFSET));
    }

    /** Allocates. */
    public static String text(final ByteBuffer buffer, final int offset) {
        return Bytes.utf8(buffer, offset + HEADER_LENGTH, Bytes.u16(buffer, offset + TEXT_LENGTH_OFFSET));
    }

    /** The frame's length, or -1 if it is not well-formed within {@code limit}. */
    public static int validate(final ByteBuffer buffer, final int offset, final int limit) {
        if (limit - offset < HEADER_LENGTH) {
            return -1;
        }
        final int text = Bytes.u16(buffer, offset + TEXT_LENGTH_OFFSET);
        final int length = HEADER_LENGTH + text;
        return text <= TEXT_BYTES_MAX && length <= limit - offset ? length : -1;
    }
}
