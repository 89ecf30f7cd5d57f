package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * Slices of a service's key space. A key's shard is the upper {@value #BITS} bits of a 64-bit hash that any language
 * can compute: FNV-1a over the key's bytes, then the finaliser of MurmurHash3, for the upper bits of FNV-1a alone
 * hardly depend on a short key's last bytes.
 */
public final class Shards {
    /** Shards of each service. */
    public static final int COUNT = 1_024;

    /** Shards that dispatchers and workers speak of in one message. */
    public static final int PAGE = 32;

    public static final int PAGES = COUNT / PAGE;

    private static final int BITS = 10;
    private static final long FNV_OFFSET_BASIS = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final long MIX_1 = 0xFF51AFD7ED558CCDL;
    private static final long MIX_2 = 0xC4CEB9FE1A85EC53L;
    private static final int MIX_SHIFT = 33;

    private Shards() {}

    /** The shard of a key, 0 to {@link #COUNT} - 1. */
    public static int of(final ByteBuffer buffer, final int offset, final int length) {
        return (int) (hash(buffer, offset, length) >>> (Long.SIZE - BITS));
    }

    /** The hash of a key. */
    public static long hash(final ByteBuffer buffer, final int offset, final int length) {
        long hash = FNV_OFFSET_BASIS;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (buffer.get(offset + i) & 0xFF)) * FNV_PRIME;
        }
        hash = (hash ^ hash >>> MIX_SHIFT) * MIX_1;
        hash = (hash ^ hash >>> MIX_SHIFT) * MIX_2;
        return hash ^ hash >>> MIX_SHIFT;
    }
}
