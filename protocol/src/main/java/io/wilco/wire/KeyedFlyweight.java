package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * What a keyed REQUEST has between its service's name and its payload.
 *
 * <pre>
 *  0       8        16         24         32        40      42     43       44
 * +-------+--------+----------+----------+---------+-------+------+--------+-----+
 * | epoch | client | sequence | openFrom | version | shard | copy | length | key |
 * +-------+--------+----------+----------+---------+-------+------+--------+-----+
 * </pre>
 *
 * <p>{@code epoch} and {@code shard} are the dispatcher's: under which epoch it believes the worker to own which shard;
 * a client leaves them 0. {@code client} and {@code sequence} are who asks and its how manieth keyed request this is,
 * wherever it is sent; {@code openFrom} is the lowest sequence number of that client that may still come: what is below
 * is over. {@code version} is the newest placement the client knew when it first sent the request. All four are 0 if
 * the request may be executed more than once. {@code copy} counts to how many dispatchers the client has sent it
 * before. {@code length} is that of the key, 1 to 255.
 */
public final class KeyedFlyweight {
    public static final int EPOCH_OFFSET = 0;
    public static final int CLIENT_OFFSET = 8;
    public static final int SEQUENCE_OFFSET = 16;
    public static final int OPEN_FROM_OFFSET = 24;
    public static final int VERSION_OFFSET = 32;
    public static final int SHARD_OFFSET = 40;
    public static final int COPY_OFFSET = 42;
    public static final int KEY_LENGTH_OFFSET = 43;
    public static final int KEY_OFFSET = 44;
    public static final int COPY_MAX = 255;

    /** All before the key. */
    public static final int HEADER_LENGTH = KEY_OFFSET;

    public static final int LENGTH_MAX = HEADER_LENGTH + Key.BYTES_MAX;

    private KeyedFlyweight() {}

    /** Writes a block without identity, epoch and shard; returns its length. */
    public static int write(final ByteBuffer buffer, final int offset, final Key key) {
        setOwner(buffer, offset, 0, 0);
        setIdentity(buffer, offset, 0, 0, 0, 0);
        setCopy(buffer, offset, 0);
        buffer.put(offset + KEY_LENGTH_OFFSET, (byte) key.length());
        key.write(buffer, offset + KEY_OFFSET);
        return HEADER_LENGTH + key.length();
    }

    /** The client's part. */
    public static void setIdentity(
            final ByteBuffer buffer,
            final int offset,
            final long client,
            final long sequence,
            final long openFrom,
            final long version) {
        buffer.putLong(offset + CLIENT_OFFSET, client);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence);
        buffer.putLong(offset + OPEN_FROM_OFFSET, openFrom);
        buffer.putLong(offset + VERSION_OFFSET, version);
    }

    /** How often the client has sent it before. */
    public static void setCopy(final ByteBuffer buffer, final int offset, final int copy) {
        buffer.put(offset + COPY_OFFSET, (byte) Math.min(copy, COPY_MAX));
    }

    public static int copy(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + COPY_OFFSET);
    }

    /** The dispatcher's part. */
    public static void setOwner(final ByteBuffer buffer, final int offset, final int shard, final long epoch) {
        buffer.putShort(offset + SHARD_OFFSET, (short) shard);
        buffer.putLong(offset + EPOCH_OFFSET, epoch);
    }

    /** Length of the whole block. */
    public static int length(final ByteBuffer buffer, final int offset) {
        return HEADER_LENGTH + keyLength(buffer, offset);
    }

    /** Whether {@code length} bytes begin with a block. */
    public static boolean isValid(final ByteBuffer buffer, final int offset, final int length) {
        return length >= HEADER_LENGTH
                && keyLength(buffer, offset) > 0
                && HEADER_LENGTH + keyLength(buffer, offset) <= length
                && shard(buffer, offset) < Shards.COUNT;
    }

    public static int keyLength(final ByteBuffer buffer, final int offset) {
        return Bytes.u8(buffer, offset + KEY_LENGTH_OFFSET);
    }

    /** The shard that the key belongs to, whatever the block says. */
    public static int shardOfKey(final ByteBuffer buffer, final int offset) {
        return Shards.of(buffer, offset + KEY_OFFSET, keyLength(buffer, offset));
    }

    /** As a dispatcher wrote it. */
    public static int shard(final ByteBuffer buffer, final int offset) {
        return Bytes.u16(buffer, offset + SHARD_OFFSET);
    }

    public static long epoch(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + EPOCH_OFFSET);
    }

    /** 0 if the request has no identity. */
    public static long client(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + CLIENT_OFFSET);
    }

    public static long sequence(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + SEQUENCE_OFFSET);
    }

    public static long openFrom(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + OPEN_FROM_OFFSET);
    }

    public static long version(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + VERSION_OFFSET);
    }

    /** Allocates. */
    public static Key key(final ByteBuffer buffer, final int offset) {
        return Key.of(Bytes.copy(buffer, offset + KEY_OFFSET, keyLength(buffer, offset)));
    }
}
