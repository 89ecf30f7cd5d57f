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
 * deadline. {@code flags} bit 0: deliver at least once; bits 1 and 2: {@link Priority}; bit 3: may be hedged, which
 * means nothing without bit 0; bit 4: keyed, a {@link KeyedFlyweight} stands between service and payload.
 * {@code attempt} counts earlier assignments. {@code length} is that of the service's name, UTF-8, 1 to 64 bytes.
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
    public static final int MAY_HEDGE_FLAG = 1 << 3;

    public static final int KEYED_FLAG = 1 << 4;

    /** All flags there are. */
    public static final int FLAGS_MASK = 0x1F;

    private static final int PRIORITY_SHIFT = 1;
    private static final int PRIORITY_MASK = 3;

    private RequestFlyweight() {}

    /** The flags of a request. */
    public static int flags(final Delivery delivery, final Priority priority, final boolean mayHedge) {
        return (delivery == Delivery.AT_LEAST_ONCE ? AT_LEAST_ONCE_FLAG : 0)
                | priority.code() << PRIORITY_SHIFT
                | (mayHedge ? MAY_HEDGE_FLAG : 0);
    }

    /** The flags of a request of {@link Priority#NORMAL} that must not be hedged. */
    public static int flags(final Delivery delivery) {
        return flags(delivery, Priority.NORMAL, false);
    }

    /**
     * Writes all before the service's name.
     *
     * @param flags by {@link #flags(Delivery, Priority, boolean)}, or as they came
     */
    public static void writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final long requestId,
            final long budgetUs,
            final int flags,
            final int attempt,
            final int serviceLength) {
        buffer.putLong(offset + REQUEST_ID_OFFSET, requestId);
        buffer.putInt(offset + BUDGET_US_OFFSET, Bytes.saturateU32(budgetUs));
        buffer.put(offset + FLAGS_OFFSET, (byte) flags);
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

    /** All flags, to be passed on; in bits of {@link #FLAGS_MASK} if the request is valid. */
    public static int flags(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + FLAGS_OFFSET);
    }

    public static Delivery delivery(final ByteBuffer buffer, final int offset) {
        return (buffer.get(offset + FLAGS_OFFSET) & AT_LEAST_ONCE_FLAG) != 0
                ? Delivery.AT_LEAST_ONCE
                : Delivery.AT_MOST_ONCE;
    }

    /** Of a valid request. */
    public static Priority priority(final ByteBuffer buffer, final int offset) {
        return priorityOf(flags(buffer, offset));
    }

    /** The priority in the flags of a valid request. */
    public static Priority priorityOf(final int flags) {
        return Priority.of(flags >> PRIORITY_SHIFT & PRIORITY_MASK);
    }

    /** Whether a second worker may get it while a first one has it; never so if it must not be executed twice. */
    public static boolean mayHedge(final ByteBuffer buffer, final int offset) {
        return mayHedge(flags(buffer, offset));
    }

    /** The same, by the flags of a request; of a keyed one there is but one worker. */
    public static boolean mayHedge(final int flags) {
        return (flags & (AT_LEAST_ONCE_FLAG | MAY_HEDGE_FLAG | KEYED_FLAG)) == (AT_LEAST_ONCE_FLAG | MAY_HEDGE_FLAG);
    }

    /** Whether it goes to the owner of its key's shard. */
    public static boolean isKeyed(final int flags) {
        return (flags & KEYED_FLAG) != 0;
    }

    public static int attempt(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + ATTEMPT_OFFSET);
    }

    public static int serviceLength(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + SERVICE_LENGTH_OFFSET);
    }

    /** Where the payload begins. */
    public static int payloadOffset(final ByteBuffer buffer, final int offset) {
        final int at = keyedOffset(buffer, offset);
        return isKeyed(flags(buffer, offset)) ? at + KeyedFlyweight.length(buffer, at) : at;
    }

    /** Where the {@link KeyedFlyweight} of a keyed request begins. */
    public static int keyedOffset(final ByteBuffer buffer, final int offset) {
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
                && areFlags(flags(buffer, offset))
                && buffer.get(offset + RESERVED_OFFSET) == 0
                && (!isKeyed(flags(buffer, offset))
                        || KeyedFlyweight.isValid(
                                buffer, keyedOffset(buffer, offset), length - HEADER_LENGTH - service));
    }

    private static boolean areFlags(final int flags) {
        return (flags & ~FLAGS_MASK) == 0 && Priority.isKnown(flags >> PRIORITY_SHIFT & PRIORITY_MASK);
    }
}
