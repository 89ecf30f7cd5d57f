package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * MESSAGE: a whole message in one frame.
 *
 * <pre>
 *  0       1       2       4               8
 * +-------+-------+-------+---------------+-------------------+
 * | 0x10  | kind  | length| sequence      | body              |
 * +-------+-------+-------+---------------+-------------------+
 * </pre>
 *
 * <p>FRAGMENT: one of the frames of a larger message, which take consecutive sequence numbers.
 *
 * <pre>
 *  0       1       2       4               8               12      14      16
 * +-------+-------+-------+---------------+---------------+-------+-------+--------------+
 * | 0x11  | kind  | length| sequence      | messageLength | index | count | part of body |
 * +-------+-------+-------+---------------+---------------+-------+-------+--------------+
 * </pre>
 *
 * <p>{@code length} counts the bytes of the body or part. {@code sequence} is the low half of the 64-bit number, which
 * the receiver completes from its window. Each part but the last has the same length, so part {@code index} begins at
 * {@code index * length of the first}.
 */
public final class MessageFlyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int KIND_OFFSET = 1;
    public static final int BODY_LENGTH_OFFSET = 2;
    public static final int SEQUENCE_OFFSET = 4;
    public static final int HEADER_LENGTH = 8;

    public static final int MESSAGE_LENGTH_OFFSET = 8;
    public static final int INDEX_OFFSET = 12;
    public static final int COUNT_OFFSET = 14;
    public static final int FRAGMENT_HEADER_LENGTH = 16;

    /** Most fragments of a message. */
    public static final int COUNT_MAX = 65_535;

    private MessageFlyweight() {}

    public static void writeMessageHeader(
            final ByteBuffer buffer, final int offset, final int kind, final int bodyLength, final long sequence) {
        writeCommon(buffer, offset, FrameType.MESSAGE, kind, bodyLength, sequence);
    }

    public static void writeFragmentHeader(
            final ByteBuffer buffer,
            final int offset,
            final int kind,
            final int partLength,
            final long sequence,
            final int messageLength,
            final int index,
            final int count) {
        writeCommon(buffer, offset, FrameType.FRAGMENT, kind, partLength, sequence);
        buffer.putInt(offset + MESSAGE_LENGTH_OFFSET, messageLength);
        buffer.putShort(offset + INDEX_OFFSET, (short) index);
        buffer.putShort(offset + COUNT_OFFSET, (short) count);
    }

    private static void writeCommon(
            final ByteBuffer buffer,
            final int offset,
            final int type,
            final int kind,
            final int length,
            final long sequence) {
        buffer.put(offset + TYPE_OFFSET, (byte) type);
        buffer.put(offset + KIND_OFFSET, (byte) kind);
        buffer.putShort(offset + BODY_LENGTH_OFFSET, (short) length);
        buffer.putInt(offset + SEQUENCE_OFFSET, (int) sequence);
    }

    public static int type(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + TYPE_OFFSET);
    }

    public static int kind(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + KIND_OFFSET);
    }

    public static int bodyLength(final ByteBuffer buffer, final int offset) {
        return Bytes.u16(buffer, offset + BODY_LENGTH_OFFSET);
    }

    /** The low 32 bits of the sequence number. */
    public static int sequenceLow(final ByteBuffer buffer, final int offset) {
        return buffer.getInt(offset + SEQUENCE_OFFSET);
    }

    public static int messageLength(final ByteBuffer buffer, final int offset) {
        return buffer.getInt(offset + MESSAGE_LENGTH_OFFSET);
    }

    public static int index(final ByteBuffer buffer, final int offset) {
        return Bytes.u16(buffer, offset + INDEX_OFFSET);
    }

    public static int count(final ByteBuffer buffer, final int offset) {
        return Bytes.u16(buffer, offset + COUNT_OFFSET);
    }

    /** The length of the MESSAGE at {@code offset}, or -1 if it is not well-formed within {@code limit}. */
    public static int validateMessage(final ByteBuffer buffer, final int offset, final int limit) {
        if (limit - offset < HEADER_LENGTH) {
            return -1;
        }
        final int length = HEADER_LENGTH + bodyLength(buffer, offset);
        return length <= limit - offset ? length : -1;
    }

    /** The length of the FRAGMENT at {@code offset}, or -1 if it is not well-formed within {@code limit}. */
    public static int validateFragment(final ByteBuffer buffer, final int offset, final int limit) {
        if (limit - offset < FRAGMENT_HEADER_LENGTH) {
            return -1;
        }
        final int part = bodyLength(buffer, offset);
        final int length = FRAGMENT_HEADER_LENGTH + part;
        final int messageLength = messageLength(buffer, offset);
        final int count = count(buffer, offset);
        final boolean isWellFormed = part > 0
                && count >= 2
                && index(buffer, offset) < count
                && messageLength >= count
                && part <= messageLength
                && length <= limit - offset;
        return isWellFormed ? length : -1;
    }
}
