package io.wilco.dispatcher.placement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteWriter} wrote. Throws IllegalArgumentException for anything else. */
final class ByteSource {
    private static final int TEXT_BYTES_MAX = 1_024;

    private final ByteBuffer buffer;

    ByteSource(final byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    int u8() {
        return need(1).get() & 0xFF;
    }

    int i32() {
        return need(Integer.BYTES).getInt();
    }

    /** A number of things that follow, each of which takes at least a byte. */
    int count(final int most) {
        final int count = i32();
        if (count < 0 || count > most || count > buffer.remaining()) {
            throw new IllegalArgumentException("a count of " + count + ", which is at most " + most);
        }
        return count;
    }

    /** A number below another one. */
    int index(final int size) {
        final int index = i32();
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("an index of " + index + ", which is below " + size);
        }
        return index;
    }

    long i64() {
        return need(Long.BYTES).getLong();
    }

    String text() {
        final byte[] bytes = new byte[count(TEXT_BYTES_MAX)];
        need(bytes.length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** That nothing is left. */
    void end() {
        if (buffer.hasRemaining()) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes too many");
        }
    }

    private ByteBuffer need(final int bytes) {
        if (buffer.remaining() < bytes) {
            throw new IllegalArgumentException("it ends too soon");
        }
        return buffer;
    }
}
