package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The whole CHALLENGE datagram: a responder answers an OPEN without remembering it. The header's session is the
 * initiator's.
 *
 * <pre>
 *  0                      16            24            32            40                      60
 * +----------------------+-------------+-------------+-------------+-----------------------+
 * | header               | responder   | issued      | cookie      | responder's parameters|
 * +----------------------+-------------+-------------+-------------+-----------------------+
 * </pre>
 *
 * <p>{@code responder} is the session id the link will have there. {@code issued} and {@code cookie} are opaque to the
 * initiator, which sends them back in {@link ConfirmFlyweight}.
 */
public final class ChallengeFlyweight {
    public static final int RESPONDER_OFFSET = DatagramHeader.LENGTH;
    public static final int ISSUED_OFFSET = RESPONDER_OFFSET + Long.BYTES;
    public static final int COOKIE_OFFSET = ISSUED_OFFSET + Long.BYTES;
    public static final int PARAMS_OFFSET = COOKIE_OFFSET + Long.BYTES;
    public static final int LENGTH = PARAMS_OFFSET + LinkParams.LENGTH;

    private ChallengeFlyweight() {}

    /** Writes the datagram but for its checksum; returns its length. */
    public static int write(
            final ByteBuffer buffer,
            final long initiator,
            final long responder,
            final long issued,
            final long cookie,
            final LinkParams params) {
        DatagramHeader.write(buffer, DatagramHeader.CHALLENGE, initiator);
        buffer.putLong(RESPONDER_OFFSET, responder);
        buffer.putLong(ISSUED_OFFSET, issued);
        buffer.putLong(COOKIE_OFFSET, cookie);
        params.write(buffer, PARAMS_OFFSET);
        return LENGTH;
    }

    public static boolean isWhole(final ByteBuffer buffer) {
        return buffer.limit() == LENGTH;
    }

    public static long responder(final ByteBuffer buffer) {
        return buffer.getLong(RESPONDER_OFFSET);
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
