package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * ACK: what has arrived, how many requests may come, and, from a worker, its load.
 *
 * <pre>
 *  0       1       2       3       4               8               16              24
 * +-------+-------+-------+-------+---------------+---------------+---------------+
 * | 0x01  | flags | ranges| 0     | ackDelayUs    | nextExpected  | requestLimit  |
 * +-------+-------+-------+-------+---------------+---------------+---------------+
 * | gap u16, length u16: one pair a range                                         |
 * +-------------------------------------------------------------------------------+
 * | load report, if flags bit 0; see LoadReport                                   |
 * +-------------------------------------------------------------------------------+
 * </pre>
 *
 * <p>Every sequence number below {@code nextExpected} has arrived. Each range lies above it: {@code gap} missing
 * numbers (at least 1), then {@code length} that arrived (at least 1). {@code requestLimit} is cumulative over the
 * link's life: the peer may send that many requests in all. {@code ackDelayUs} is the time since the highest number
 * arrived, or all ones if there was no room for the highest range.
 */
public final class AckFlyweight {
    public static final int TYPE_OFFSET = 0;
    public static final int FLAGS_OFFSET = 1;
    public static final int RANGE_COUNT_OFFSET = 2;
    public static final int RESERVED_OFFSET = 3;
    public static final int ACK_DELAY_US_OFFSET = 4;
    public static final int NEXT_EXPECTED_OFFSET = 8;
    public static final int REQUEST_LIMIT_OFFSET = 16;
    public static final int HEADER_LENGTH = 24;
    public static final int RANGE_LENGTH = 4;

    public static final int LOAD_REPORT_FLAG = 1;

    /** {@code ackDelayUs} of an ACK that had no room for all ranges: no round trip can be told from it. */
    public static final long ACK_DELAY_UNKNOWN = Bytes.U32_MASK;

    /** No more than this many ranges in one ACK. */
    public static final int RANGES_MAX = 64;

    private AckFlyweight() {}

    public static void writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final int rangeCount,
            final boolean hasLoadReport,
            final long ackDelayUs,
            final long nextExpected,
            final long requestLimit) {
        buffer.put(offset + TYPE_OFFSET, (byte) FrameType.ACK);
        buffer.put(offset + FLAGS_OFFSET, (byte) (hasLoadReport ? LOAD_REPORT_FLAG : 0));
        buffer.put(offset + RANGE_COUNT_OFFSET, (byte) rangeCount);
        buffer.put(offset + RESERVED_OFFSET, (byte) 0);
        buffer.putInt(offset + ACK_DELAY_US_OFFSET, Bytes.saturateU32(ackDelayUs));
        buffer.putLong(offset + NEXT_EXPECTED_OFFSET, nextExpected);
        buffer.putLong(offset + REQUEST_LIMIT_OFFSET, requestLimit);
    }

    public static void writeRange(
            final ByteBuffer buffer, final int offset, final int index, final int gap, final int length) {
        final int at = offset + HEADER_LENGTH + index * RANGE_LENGTH;
        buffer.putShort(at, (short) gap);
        buffer.putShort(at + 2, (short) length);
    }

    public static boolean hasLoadReport(final ByteBuffer buffer, final int offset) {
        return (buffer.get(offset + FLAGS_OFFSET) & LOAD_REPORT_FLAG) != 0;
    }

    public static int rangeCount(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + RANGE_COUNT_OFFSET);
    }

    public static long ackDelayUs(final ByteBuffer buffer, final int offset) {
        return Bytes.u32(buffer, offset + ACK_DELAY_US_OFFSET);
    }

    public static long nextExpected(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + NEXT_EXPECTED_OFFSET);
    }

    public static long requestLimit(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + REQUEST_LIMIT_OFFSET);
    }

    public static int rangeGap(final ByteBuffer buffer, final int offset, final int index) {
        return Bytes.u16(buffer, offset + HEADER_LENGTH + index * RANGE_LENGTH);
    }

    public static int rangeLength(final ByteBuffer buffer, final int offset, final int index) {
        return Bytes.u16(buffer, offset + HEADER_LENGTH + index * RANGE_LENGTH + 2);
    }

    public static int loadReportOffset(final ByteBuffer buffer, final int offset) {
        return offset + HEADER_LENGTH + rangeCount(buffer, offset) * RANGE_LENGTH;
    }

    /** Length in bytes of an ACK with so many ranges. */
    public static int length(final int rangeCount, final boolean hasLoadReport) {
        return HEADER_LENGTH + rangeCount * RANGE_LENGTH + (hasLoadReport ? LoadReport.LENGTH : 0);
    }

    /**
     * The length of the frame that starts at {@code offset}, or -1 if it is not a well-formed ACK within {@code limit}.
     */
    public static int validate(final ByteBuffer buffer, final int offset, final int limit) {
        if (limit - offset < HEADER_LENGTH) {
            return -1;
        }
        final int ranges = rangeCount(buffer, offset);
        final int flags = buffer.get(offset + FLAGS_OFFSET);
        final int length = length(ranges, (flags & LOAD_REPORT_FLAG) != 0);
        if (ranges > RANGES_MAX
                || (flags & ~LOAD_REPORT_FLAG) != 0
                || buffer.get(offset + RESERVED_OFFSET) != 0
                || length > limit - offset
                || nextExpected(buffer, offset) < 0
                || requestLimit(buffer, offset) < 0) {
            return -1;
        }
        for (int i = 0; i < ranges; i++) {
            if (rangeGap(buffer, offset, i) == 0 || rangeLength(buffer, offset, i) == 0) {
                return -1;
            }
        }
        return length;
    }
}
