package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * What one end tells the other about itself while the link is being established.
 *
 * <pre>
 *  0       2       4               8               12              16              20
 * +-------+-------+---------------+---------------+---------------+---------------+
 * | mtu   | ackDe | maxMessage    | window        | idleTimeout   | requestLimit  |
 * +-------+-------+---------------+---------------+---------------+---------------+
 * </pre>
 *
 * @param datagramBytesMax largest datagram this end accepts, 576 to 65,507
 * @param ackDelayMaxUs longest time in microseconds for which this end holds an ack back, 0 to 65,535
 * @param messageBytesMax largest message (its kind's header included) this end puts together
 * @param windowFrames how far past the oldest missing sequence number this end remembers, 64 to 65,536
 * @param deadAfterMs silence in milliseconds after which this end gives the link up
 * @param requestLimit requests the other end may send before it hears more, 0 to 2^31 - 1
 */
public record LinkParams(
        int datagramBytesMax,
        int ackDelayMaxUs,
        int messageBytesMax,
        int windowFrames,
        int deadAfterMs,
        int requestLimit) {
    public static final int DATAGRAM_BYTES_MAX_OFFSET = 0;
    public static final int ACK_DELAY_MAX_US_OFFSET = 2;
    public static final int MESSAGE_BYTES_MAX_OFFSET = 4;
    public static final int WINDOW_FRAMES_OFFSET = 8;
    public static final int DEAD_AFTER_MS_OFFSET = 12;
    public static final int REQUEST_LIMIT_OFFSET = 16;
    public static final int LENGTH = 20;

    public static final int DATAGRAM_BYTES_FLOOR = 576;
    public static final int DATAGRAM_BYTES_CEILING = 65_507;
    public static final int WINDOW_FRAMES_FLOOR = 64;
    public static final int WINDOW_FRAMES_CEILING = 65_536;
    public static final int MESSAGE_BYTES_FLOOR = 512;

    /** Whether every field is within its bounds; a peer whose parameters are not is refused. */
    public boolean isValid() {
        return datagramBytesMax >= DATAGRAM_BYTES_FLOOR
                && datagramBytesMax <= DATAGRAM_BYTES_CEILING
                && ackDelayMaxUs >= 0
                && messageBytesMax >= MESSAGE_BYTES_FLOOR
                && windowFrames >= WINDOW_FRAMES_FLOOR
                && windowFrames <= WINDOW_FRAMES_CEILING
                && Integer.bitCount(windowFrames) == 1
                && deadAfterMs > 0
                && requestLimit >= 0;
    }

    public void write(final ByteBuffer buffer, final int offset) {
        buffer.putShort(offset + DATAGRAM_BYTES_MAX_OFFSET, (short) datagramBytesMax);
        buffer.putShort(offset + ACK_DELAY_MAX_US_OFFSET, (short) ackDelayMaxUs);
        buffer.putInt(offset + MESSAGE_BYTES_MAX_OFFSET, messageBytesMax);
        buffer.putInt(offset + WINDOW_FRAMES_OFFSET, windowFrames);
        buffer.putInt(offset + DEAD_AFTER_MS_OFFSET, deadAfterMs);
        buffer.putInt(offset + REQUEST_LIMIT_OFFSET, requestLimit);
    }

    /** Reads without judging: call {@link #isValid} on the result. */
    public static LinkParams read(final ByteBuffer buffer, final int offset) {
        return new LinkParams(
                Bytes.u16(buffer, offset + DATAGRAM_BYTES_MAX_OFFSET),
                Bytes.u16(buffer, offset + ACK_DELAY_MAX_US_OFFSET),
                buffer.getInt(offset + MESSAGE_BYTES_MAX_OFFSET),
                buffer.getInt(offset + WINDOW_FRAMES_OFFSET),
                buffer.getInt(offset + DEAD_AFTER_MS_OFFSET),
                buffer.getInt(offset + REQUEST_LIMIT_OFFSET));
    }
}
