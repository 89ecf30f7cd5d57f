package io.wilco.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The 16 bytes that begin every datagram.
 *
 * <pre>
 *  0               4       5       6               8                              16
 * +---------------+-------+-------+---------------+------------------------------+
 * | checksum      | magic | kind  | length        | session                      |
 * +---------------+-------+-------+---------------+------------------------------+
 * </pre>
 *
 * <p>The checksum is CRC-32 (IEEE 802.3, as in zlib) of all bytes after it: UDP's 16 bits are too few to promise that
 * no reply is ever wrong. The upper half of {@code kind} is the protocol's version. The length is of the whole
 * datagram, so that several, which a system may hand over at once, can be told apart. The session is the
 * <em>receiver's</em> id of the link, which names the link and, being random, proves that the sender has heard from the
 * receiver.
 */
public final class DatagramHeader {
    public static final int CHECKSUM_OFFSET = 0;
    public static final int MAGIC_OFFSET = 4;
    public static final int KIND_OFFSET = 5;
    public static final int LENGTH_OFFSET = 6;
    public static final int SESSION_OFFSET = 8;
    public static final int LENGTH = 16;

    /** ASCII {@code W}. */
    public static final byte MAGIC = 0x57;

    /** 0 to 15. */
    public static final int VERSION = 1;

    private static final int VERSION_SHIFT = 4;
    private static final int KIND_MASK = 0xF;

    /** First word of an initiator; {@link OpenFlyweight}. */
    public static final int OPEN = 1;

    /** A responder's stateless answer to it; {@link ChallengeFlyweight}. */
    public static final int CHALLENGE = 2;

    /** Frames behind the proof that the challenge arrived; {@link ConfirmFlyweight}. */
    public static final int CONFIRM = 3;

    /** Frames of an established link. */
    public static final int DATA = 4;

    /** "I know no such session": the header alone. */
    public static final int RESET = 5;

    /** The responder takes no new link; {@link RefuseFlyweight}. */
    public static final int REFUSE = 6;

    private final CRC32 crc = new CRC32();

    /**
     * Writes all but the length and the checksum, which {@link #seal} adds when the datagram is complete.
     *
     * @param session the receiver's id of the link
     */
    public static void write(final ByteBuffer buffer, final int kind, final long session) {
        buffer.put(MAGIC_OFFSET, MAGIC);
        buffer.put(KIND_OFFSET, (byte) (VERSION << VERSION_SHIFT | kind));
        buffer.putLong(SESSION_OFFSET, session);
    }

    public static int kind(final ByteBuffer buffer) {
        return buffer.get(KIND_OFFSET) & KIND_MASK;
    }

    public static long session(final ByteBuffer buffer) {
        return buffer.getLong(SESSION_OFFSET);
    }

    /**
     * The length of the first datagram of {@code buffer[0, end)}, which arrived in one go; all of it, if what is there
     * says no length that can be true.
     */
    public static int lengthOfFirst(final ByteBuffer buffer, final int end) {
        if (end < LENGTH) {
            return end;
        }
        final int length = Bytes.u16(buffer, LENGTH_OFFSET);
        return length < LENGTH || length > end ? end : length;
    }

    /** Writes the length and the checksum of {@code buffer[0, length)}, the whole datagram. */
    public void seal(final ByteBuffer buffer, final int length) {
        buffer.putShort(LENGTH_OFFSET, (short) length);
        buffer.putInt(CHECKSUM_OFFSET, checksum(buffer, length));
    }

    /**
     * Whether the bytes from position to limit, which must start at position 0, are a datagram of this protocol and
     * version that arrived as it was sent.
     */
    public boolean isValid(final ByteBuffer buffer) {
        final int length = buffer.limit();
        return length >= LENGTH
                && buffer.get(MAGIC_OFFSET) == MAGIC
                && Bytes.u8(buffer, KIND_OFFSET) >>> VERSION_SHIFT == VERSION
                && Bytes.u16(buffer, LENGTH_OFFSET) == length
                && buffer.getInt(CHECKSUM_OFFSET) == checksum(buffer, length);
    }

    private int checksum(final ByteBuffer buffer, final int length) {
        final int limit = buffer.limit();
        final int position = buffer.position();
        buffer.limit(length).position(MAGIC_OFFSET);
        crc.reset();
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
