package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a REPLY message.
 *
 * <pre>
 *  0                       8       9       10      11      12              16
 * +-----------------------+-------+-------+-------+-------+---------------+---------+
 * | requestId             | status| reason|attempt|openMax| retryAfterUs  | payload |
 * +-----------------------+-------+-------+-------+-------+---------------+---------+
 * </pre>
 *
 * <p>{@code requestId} is that of the request. {@code reason} and {@code retryAfterUs} are 0 unless the status is
 * REJECTED. {@code attempt} counts the assignments the request took. The payload is the handler's answer (OK), or a
 * message for people in UTF-8 (any other status; may be empty). {@code openMax} is a {@link OpenMax}: how many requests
 * of this service and priority the dispatcher wants its client to have open at most; always 0 from a worker.
 */
public final class ReplyFlyweight {
    public static final int REQUEST_ID_OFFSET = 0;
    public static final int STATUS_OFFSET = 8;
    public static final int REASON_OFFSET = 9;
    public static final int ATTEMPT_OFFSET = 10;
    public static final int OPEN_MAX_OFFSET = 11;
    public static final int RETRY_AFTER_US_OFFSET = 12;
    public static final int HEADER_LENGTH = 16;

    private ReplyFlyweight() {}

    public static void writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final long requestId,
            final ReplyStatus status,
            final RejectReason reason,
            final int attempt,
            final long retryAfterUs) {
        buffer.putLong(offset + REQUEST_ID_OFFSET, requestId);
        buffer.put(offset + STATUS_OFFSET, (byte) status.code());
        buffer.put(offset + REASON_OFFSET, (byte) reason.code());
        buffer.put(offset + ATTEMPT_OFFSET, (byte) Math.min(attempt, RequestFlyweight.ATTEMPT_MAX));
        buffer.put(offset + OPEN_MAX_OFFSET, (byte) OpenMax.NONE);
        buffer.putInt(offset + RETRY_AFTER_US_OFFSET, Bytes.saturateU32(retryAfterUs));
    }

    /** Sets the {@link OpenMax} in a header that has been written. */
    public static void setOpenMax(final ByteBuffer buffer, final int offset, final int code) {
        buffer.put(offset + OPEN_MAX_OFFSET, (byte) code);
    }

    public static long requestId(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + REQUEST_ID_OFFSET);
    }

    public static ReplyStatus status(final ByteBuffer buffer, final int offset) {
        return ReplyStatus.of(Bytes.u8(buffer, offset + STATUS_OFFSET));
    }

    public static RejectReason reason(final ByteBuffer buffer, final int offset) {
        return RejectReason.of(Bytes.u8(buffer, offset + REASON_OFFSET));
    }

    public static int attempt(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + ATTEMPT_OFFSET);
    }

    /** A {@link OpenMax}. */
    public static int openMax(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + OPEN_MAX_OFFSET);
    }

    public static long retryAfterUs(final ByteBuffer buffer, final int offset) {
        return Bytes.u32(buffer, offset + RETRY_AFTER_US_OFFSET);
    }

    /** Whether {@code length} bytes at {@code offset} are a reply. */
    public static boolean isValid(final ByteBuffer buffer, final int offset, final int length) {
        return length >= HEADER_LENGTH && ReplyStatus.isKnown(Bytes.u8(buffer, offset + STATUS_OFFSET));
    }
}
