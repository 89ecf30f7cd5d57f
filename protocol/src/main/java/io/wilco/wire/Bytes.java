package io.wilco.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian buffers, and the few helpers every flyweight needs. */
public final class Bytes {
    /** Mask that widens a {@code u32} read as {@code int} to a {@code long}. */
    public static final long U32_MASK = 0xFFFF_FFFFL;

    private Bytes() {}

    /**
     * A zeroed little-endian buffer on the heap.
     *
     * @param capacity in bytes
     */
    public static ByteBuffer heap(final int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A zeroed little-endian buffer outside the heap, for bytes that a socket reads or writes.
     *
     * @param capacity in bytes
     */
    public static ByteBuffer direct(final int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A little-endian view of {@code bytes}; writes go through. */
    public static ByteBuffer wrap(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The {@code u8} at {@code index}, 0 to 255. */
    public static int u8(final ByteBuffer buffer, final int index) {
        return buffer.get(index) & 0xFF;
    }

    /** The {@code u16} at {@code index}, 0 to 65,535. */
    public static int u16(final ByteBuffer buffer, final int index) {
        return buffer.getShort(index) & 0xFFFF;
    }

    /** The {@code u32} at {@code index}, 0 to 2^32 - 1. */
    public static long u32(final ByteBuffer buffer, final int index) {
        return buffer.getInt(index) & U32_MASK;
    }

    /** {@code value} limited to what a {@code u32} holds; negative values become 0. */
    public static int saturateU32(final long value) {
        return (int) Math.max(0, Math.min(value, U32_MASK));
    }

    /** Copies {@code length} bytes out of {@code buffer}; allocates. */
    public static byte[] copy(final ByteBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return bytes;
    }

    /** Decodes UTF-8 (malformed input becomes U+FFFD); allocates. */
    public static String utf8(final ByteBuffer buffer, final int offset, final int length) {
        return new String(copy(buffer, offset, length), StandardCharsets.UTF_8);
    }
}
