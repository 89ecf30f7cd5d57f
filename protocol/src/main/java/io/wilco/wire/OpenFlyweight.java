package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The whole OPEN datagram: an initiator asks for a link. The header's session is 0.
 *
 * <pre>
 *  0                              16              24                        44      88
 * +------------------------------+---------------+-------------------------+-------+
 * | header                       | initiator     | initiator's parameters  | zeros |
 * +------------------------------+---------------+-------------------------+-------+
 * </pre>
 *
 * <p>Padded, so that whatever answers it is shorter (RFC 9000, section 8.1), even if several came in one UDP payload
 * and their answers have headers of UDP and IPv4 each.
 */
public final class OpenFlyweight {
    public static final int INITIATOR_OFFSET = DatagramHeader.LENGTH;
    public static final int PARAMS_OFFSET = INITIATOR_OFFSET + Long.BYTES;
    public static final int PADDING_OFFSET = PARAMS_OFFSET + LinkParams.LENGTH;
    public static final int LENGTH = 88;

    private OpenFlyweight() {}

    /** Writes the datagram but for its checksum; returns its length. */
    public static int write(final ByteBuffer buffer, final long initiator, final LinkParams params) {
        DatagramHeader.write(buffer, DatagramHeader.OPEN, 0);
        buffer.putLong(INITIATOR_OFFSET, initiator);
        params.write(buffer, PARAMS_OFFSET);
        for (int i = PADDING_OFFSET; i < LENGTH; i++) {
            buffer.put(i, (byte) 0);
        }
        return LENGTH;
    }

    public static boolean isWhole(final ByteBuffer buffer) {
        return buffer.limit() == LENGTH;
    }

    public static long initiator(final ByteBuffer buffer) {
        return buffer.getLong(INITIATOR_OFFSET);
    }

    public static LinkParams params(final ByteBuffer buffer) {
        return LinkParams.read(buffer, PARAMS_OFFSET);
    }
}
