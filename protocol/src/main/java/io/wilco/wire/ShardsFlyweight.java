package io.wilco.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The body of a SHARDS message, by which a dispatcher tells a worker what it owns of a service, and of a HOLDING
 * message, by which a worker tells its dispatchers what it holds. Each tells all there is of one page: of
 * {@link Shards#PAGE} shards, one after the other.
 *
 * <pre>
 *  0           8         16     24     28      29     30       31      32        32 + length
 * +-----------+---------+------+------+-------+------+--------+-------+---------+--------------------------+
 * | authority | version | term | turn | flags | page | length | count | service | count times: shard u8,   |
 * |           |         |      |      |       |      |        |       |         | epoch u64, work u32      |
 * +-----------+---------+------+------+-------+------+--------+-------+---------+--------------------------+
 * </pre>
 *
 * <p>{@code authority} names the placement that {@code version} belongs to: a cluster of dispatchers, or one that is
 * alone. {@code term} is the version by which it was last decided whose answers renew leases: the newest one that the
 * sender knows. {@code turn} is 0 in SHARDS; in HOLDING it grows, so that of two the newer one is known. {@code flags}
 * bit 0 of SHARDS: the sender's answers renew the lease. {@code shard} counts from the page's first; its bit 7 means:
 * to be released (SHARDS); not ready, or not released yet (HOLDING). {@code work} is 0 in SHARDS; in HOLDING, how many
 * microseconds of each second handlers have been busy with the shard lately.
 */
public final class ShardsFlyweight {
    public static final int AUTHORITY_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int TERM_OFFSET = 16;
    public static final int TURN_OFFSET = 24;
    public static final int FLAGS_OFFSET = 28;
    public static final int PAGE_OFFSET = 29;
    public static final int SERVICE_LENGTH_OFFSET = 30;
    public static final int COUNT_OFFSET = 31;
    public static final int SERVICE_OFFSET = 32;
    public static final int ENTRY_LENGTH = 13;
    public static final int GRANTS_LEASE_FLAG = 1;
    public static final int LENGTH_MAX =
            SERVICE_OFFSET + RequestFlyweight.SERVICE_BYTES_MAX + Shards.PAGE * ENTRY_LENGTH;

    private static final int EPOCH_IN_ENTRY = 1;
    private static final int WORK_IN_ENTRY = 9;
    private static final int BUSY_BIT = 1 << 7;

    private ShardsFlyweight() {}

    /** Writes all but the entries, which {@link #append} adds; returns the length so far. */
    public static int writeHeader(
            final ByteBuffer buffer,
            final int offset,
            final long authority,
            final long version,
            final long term,
            final int page,
            final String service) {
        final byte[] name = service.getBytes(StandardCharsets.UTF_8);
        buffer.putLong(offset + AUTHORITY_OFFSET, authority);
        buffer.putLong(offset + VERSION_OFFSET, version);
        buffer.putLong(offset + TERM_OFFSET, term);
        buffer.putInt(offset + TURN_OFFSET, 0);
        buffer.put(offset + FLAGS_OFFSET, (byte) 0);
        buffer.put(offset + PAGE_OFFSET, (byte) page);
        buffer.put(offset + SERVICE_LENGTH_OFFSET, (byte) name.length);
        buffer.put(offset + COUNT_OFFSET, (byte) 0);
        buffer.put(offset + SERVICE_OFFSET, name);
        return SERVICE_OFFSET + name.length;
    }

    /** Says that the sender's answers renew the lease. */
    public static void setGrantsLease(final ByteBuffer buffer, final int offset) {
        buffer.put(offset + FLAGS_OFFSET, (byte) GRANTS_LEASE_FLAG);
    }

    public static void setTurn(final ByteBuffer buffer, final int offset, final int turn) {
        buffer.putInt(offset + TURN_OFFSET, turn);
    }

    /**
     * Adds a shard.
     *
     * @param length so far
     * @param shard of the service, on the page
     * @param isBusy see bit 7
     * @return the new length
     */
    public static int append(
            final ByteBuffer buffer,
            final int offset,
            final int length,
            final int shard,
            final long epoch,
            final boolean isBusy) {
        buffer.put(offset + length, (byte) (shard % Shards.PAGE | (isBusy ? BUSY_BIT : 0)));
        buffer.putLong(offset + length + EPOCH_IN_ENTRY, epoch);
        buffer.putInt(offset + length + WORK_IN_ENTRY, 0);
        buffer.put(offset + COUNT_OFFSET, (byte) (count(buffer, offset) + 1));
        return length + ENTRY_LENGTH;
    }

    /** Sets the work of the shard that was appended last. */
    public static void setWorkUs(final ByteBuffer buffer, final int offset, final int length, final long workUs) {
        buffer.putInt(offset + length - ENTRY_LENGTH + WORK_IN_ENTRY, Bytes.saturateU32(workUs));
    }

    /** How many microseconds of each second handlers are busy with the {@code i}th shard. */
    public static long workUs(final ByteBuffer buffer, final int offset, final int i) {
        return Bytes.u32(buffer, entry(buffer, offset, i) + WORK_IN_ENTRY);
    }

    /** Whether {@code length} bytes at {@code offset} are such a body. */
    public static boolean isValid(final ByteBuffer buffer, final int offset, final int length) {
        if (length < SERVICE_OFFSET) {
            return false;
        }
        final int name = Bytes.u8(buffer, offset + SERVICE_LENGTH_OFFSET);
        final int count = count(buffer, offset);
        if (name < 1
                || name > RequestFlyweight.SERVICE_BYTES_MAX
                || count > Shards.PAGE
                || page(buffer, offset) >= Shards.PAGES
                || length != SERVICE_OFFSET + name + count * ENTRY_LENGTH) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if ((Bytes.u8(buffer, entry(buffer, offset, i)) & ~BUSY_BIT) >= Shards.PAGE) {
                return false;
            }
        }
        return true;
    }

    public static long authority(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + AUTHORITY_OFFSET);
    }

    public static long version(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + VERSION_OFFSET);
    }

    public static long term(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + TERM_OFFSET);
    }

    public static int turn(final ByteBuffer buffer, final int offset) {
        return buffer.getInt(offset + TURN_OFFSET);
    }

    public static boolean grantsLease(final ByteBuffer buffer, final int offset) {
        return (buffer.get(offset + FLAGS_OFFSET) & GRANTS_LEASE_FLAG) != 0;
    }

    /** Allocates. */
    public static String service(final ByteBuffer buffer, final int offset) {
        return Bytes.utf8(buffer, offset + SERVICE_OFFSET, Bytes.u8(buffer, offset + SERVICE_LENGTH_OFFSET));
    }

    /** Shards in it. */
    public static int count(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + COUNT_OFFSET);
    }

    /** Which {@link Shards#PAGE} shards it is about. */
    public static int page(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + PAGE_OFFSET);
    }

    /** The {@code i}th shard, by its number in the service. */
    public static int shard(final ByteBuffer buffer, final int offset, final int i) {
        return page(buffer, offset) * Shards.PAGE + (Bytes.u8(buffer, entry(buffer, offset, i)) & ~BUSY_BIT);
    }

    public static boolean isBusy(final ByteBuffer buffer, final int offset, final int i) {
        return (Bytes.u8(buffer, entry(buffer, offset, i)) & BUSY_BIT) != 0;
    }

    public static long epoch(final ByteBuffer buffer, final int offset, final int i) {
        return buffer.getLong(entry(buffer, offset, i) + EPOCH_IN_ENTRY);
    }

    private static int entry(final ByteBuffer buffer, final int offset, final int i) {
        return offset + SERVICE_OFFSET + Bytes.u8(buffer, offset + SERVICE_LENGTH_OFFSET) + i * ENTRY_LENGTH;
    }
}
