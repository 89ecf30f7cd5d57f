package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The start of a CONFIRM datagram: the cookie back to its responder, with frames behind it. An initiator sends every
 * datagram in this form until it has heard from the established link. The header's session is the responder's.
 *
 * <pre>
 *  0                      16            24            32            40                      60
 * +----------------------+-------------+-------------+-------------+-----------------------+---
 * | header               | initiator   | issued      | cookie      | initiator's parameters| frames
 * +----------------------+-------------+-------------+-------------+-----------------------+---
 * </pre>
 */
public final class ConfirmFlyweight {
    public static final int INITIATOR_OFFSET = DatagramHeader.LENGTH;
    public static final int ISSUED_OFFSET = INITIATOR_OFFSET + Long.BYTES;
    public static final int COOKIE_OFFSET = ISSUED_OFFSET + Long.BYTES;
    public static final int PARAMS_OFFSET = COOKIE_OFFSET + Long.BYTES;

    /** Where the frames begin. */
    public static final int LENGTH = PARAMS_OFFSET + LinkParams.LENGTH;

    private ConfirmFlyweight() {}

    /** Writes all before the frames but for the checksum; returns where the frames begin. */
    public static int write(
            final ByteBuffer buffer,
            final long responder,
            final long initiator,
            final long issued,
            final long cookie,
            final LinkParams params) {
        DatagramHeader.write(buffer, DatagramHeader.CONFIRM, responder);
        buffer.putLong(INITIATOR_OFFSET, initiator);
        buffer.putLong(ISSUED_OFFSET, issued);
        buffer.putLong(COOKIE_OFFSET, cookie);
        params.write(buffer, PARAMS_OFFSET);
        return LENGTH;
    }

    public static boolean isWhole(final ByteBuffer buffer) {
        return buffer.limit() >= LENGTH;
    }

    public static long initiator(final ByteBuffer buffer) {
        return buffer.getLong(INITIATOR_OFFSET);
    }

    public static long issued(final ByteBuffer buffer) {
        return buffer.getLong(ISSUED_OFFSET);
    }

    public static long cookie(final ByteBuffer buffer) {
        return buffer.getLong(COOKIE_OFFSET);
    }

    public static LinkParams params(final ByteBuffer buffer) {
        return LinkParams.read(buffer, PARAMS_OFFSET);
    }
}
