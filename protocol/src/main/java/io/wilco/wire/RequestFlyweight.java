package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a REQUEST message.
 *
 * <pre>
 *  0                       8               12      13      14      15      16
 * +-----------------------+---------------+-------+-------+-------+-------+---------+---------+
 * | requestId             | budgetUs      | flags |attempt| 0     | length| service | payload |
 * +-----------------------+---------------+-------+-------+-------+-------+---------+---------+
 * </pre>
 *
 * <p>{@code requestId} is the sender's, unique among its requests of this link. {@code budgetUs} is what is left of the
 * deadline. {@code flags} bit 0: deliver at least once. {@code attempt} counts earlier assignments. {@code length} is
 * that of the service's name, UTF-8, 1 to 64 bytes.
 */
public final class RequestFlyweight {
    public static final int REQUEST_ID_OFFSET = 0;
    public static final int BUDGET_US_OFFSET = 8;
    public static final int FLAGS_OFFSET = 12;
    public static final int ATTEMPT_OFFSET = 13;
    public static final int RESERVED_OFFSET = 14;
    public static final int SERVICE_LENGTH_OFFSET = 15;
    public static final int SERVICE_OFFSET = 16;

    /** The header without the service's name. */
    public static final int HEADER_LENGTH = SERVICE_OFFSET;

    public static final int SERVICE_BYTES_MAX = 64;
    public static final int ATTEMPT_MAX = 255;

    public static final int AT_LEAST_ONCE_FLAG = 1;

    private RequestFlyweight() {}

    /** Writes all before the service's name. */
    public static void writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final long requestId,
            final long budgetUs,
            final Delivery delivery,
            final int attempt,
            final int serviceLength) {
        buffer.putLong(offset + REQUEST_ID_OFFSET, requestId);
        buffer.putInt(offset + BUDGET_US_OFFSET, Bytes.saturateU32(budgetUs));
        buffer.put(offset + FLAGS_OFFSET, (byte) (delivery == Delivery.AT_LEAST_ONCE ? AT_LEAST_ONCE_FLAG : 0));
        buffer.put(offset + ATTEMPT_OFFSET, (byte) Math.min(attempt, ATTEMPT_MAX));
        buffer.put(offset + RESERVED_OFFSET, (byte) 0);
        buffer.put(offset + SERVICE_LENGTH_OFFSET, (byte) serviceLength);
    }

    public static long requestId(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + REQUEST_ID_OFFSET);
    }

    public static long budgetUs(final ByteBuffer buffer, final int offset) {
        return Bytes.u32(buffer, offset + BUDGET_US_OFFSET);
    }

    /**
     * Takes time that has passed off the budget, which does not become less than 0.
     *
     * @return how much was taken, in nanoseconds: whole microseconds of {@code elapsedNs}
     */
    public static long spendBudget(final ByteBuffer buffer, final int offset, final long elapsedNs) {
        final long elapsedUs = Math.max(0, elapsedNs / 1_000);
        buffer.putInt(offset + BUDGET_US_OFFSET, Bytes.saturateU32(budgetUs(buffer, offset) - elapsedUs));
        return elapsedUs * 1_000;
    }

    public static Delivery delivery(final ByteBuffer buffer, final int offset) {
        return (buffer.get(offset + FLAGS_OFFSET) & AT_LEAST_ONCE_FLAG) != 0
                ? Delivery.AT_LEAST_ONCE
                : Delivery.AT_MOST_ONCE;
    }

    public static int attempt(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + ATTEMPT_OFFSET);
    }

    public static int serviceLength(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + SERVICE_LENGTH_OFFSET);
    }

    /** Where the payload begins. */
    public static int payloadOffset(final ByteBuffer buffer, final int offset) {
        return offset + SERVICE_OFFSET + serviceLength(buffer, offset);
    }

    /** Whether {@code length} bytes at {@code offset} are a request. */
    public static boolean isValid(final ByteBuffer buffer, final int offset, final int length) {
        if (length < HEADER_LENGTH) {
            return false;
        }
        final int service = serviceLength(buffer, offset);
        return service >= 1
                && service <= SERVICE_BYTES_MAX
                && HEADER_LENGTH + service <= length
                && (buffer.get(offset + FLAGS_OFFSET) & ~AT_LEAST_ONCE_FLAG) == 0
                && buffer.get(offset + RESERVED_OFFSET) == 0;
    }
}
