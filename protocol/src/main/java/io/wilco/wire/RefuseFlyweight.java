package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The whole REFUSE datagram: a responder takes no link from this initiator now. The header's session is the
 * initiator's.
 *
 * <pre>
 *  0                              16      17
 * +------------------------------+-------+
 * | header                       | reason|
 * +------------------------------+-------+
 * </pre>
 */
public final class RefuseFlyweight {
    public static final int REASON_OFFSET = DatagramHeader.LENGTH;
    public static final int LENGTH = REASON_OFFSET + 1;

    private RefuseFlyweight() {}

    /** Writes the datagram but for its checksum; returns its length. */
    public static int write(final ByteBuffer buffer, final long initiator, final CloseReason reason) {
        DatagramHeader.write(buffer, DatagramHeader.REFUSE, initiator);
        buffer.put(REASON_OFFSET, (byte) reason.code());
        return LENGTH;
    }

    public static boolean isWhole(final ByteBuffer buffer) {
        return buffer.limit() == LENGTH;
    }

    public static CloseReason reason(final ByteBuffer buffer) {
        return CloseReason.of(Bytes.u8(buffer, REASON_OFFSET));
    }
}
