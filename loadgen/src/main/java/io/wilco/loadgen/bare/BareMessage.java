package io.wilco.loadgen.bare;

import java.nio.ByteBuffer;

/**
 * A message; a datagram is a row of them.
 *
 * <pre>
 *  0       2                       10
 * +-------+-----------------------+---------+
 * | length| id                    | payload |
 * +-------+-----------------------+---------+
 * </pre>
 *
 * <p>{@code length} is that of the whole message; the generator alone knows what {@code id} means. Little-endian.
 */
final class BareMessage {
    static final int LENGTH_OFFSET = 0;
    static final int ID_OFFSET = 2;
    static final int PAYLOAD_OFFSET = 10;

    /** Of a datagram, as in {@link io.wilco.link.LinkConfig#DEFAULT}. */
    static final int DATAGRAM_BYTES_MAX = 1_408;

    /** Largest payload. */
    static final int PAYLOAD_BYTES_MAX = DATAGRAM_BYTES_MAX - PAYLOAD_OFFSET;

    private BareMessage() {}

    /** The length of the message at {@code offset}; 0 if there is none. */
    static int length(final ByteBuffer buffer, final int offset) {
        if (offset + PAYLOAD_OFFSET > buffer.limit()) {
            return 0;
        }
        final int length = buffer.getShort(offset + LENGTH_OFFSET) & 0xFFFF;
        return length < PAYLOAD_OFFSET || offset + length > buffer.limit() ? 0 : length;
    }
}
