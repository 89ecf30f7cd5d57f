package io.wilco.dispatcher.placement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes one after the other, big-endian, as many as are needed. */
final class ByteWriter {
    private static final int INITIAL_BYTES = 256;

    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);

    private void ensure(final int bytes) {
        if (buffer.remaining() < bytes) {
            final int position = buffer.position();
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), Math.max(2 * position, position + bytes)));
            buffer.position(position);
        }
    }

    ByteWriter u8(final int value) {
        ensure(1);
        buffer.put((byte) value);
        return this;
    }

    ByteWriter i32(final int value) {
        ensure(Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    ByteWriter i64(final long value) {
        ensure(Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    ByteWriter text(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        i32(bytes.length);
        ensure(bytes.length);
        buffer.put(bytes);
        return this;
    }

    ByteWriter bytes(final byte[] bytes) {
        ensure(bytes.length);
        buffer.put(bytes);
        return this;
    }

    int size() {
        return buffer.position();
    }

    byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
