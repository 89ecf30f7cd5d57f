package io.wilco.loadgen.cluster;

import io.wilco.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The bytes of every call's payload: its number, then a stretch of noise that hangs on the number, so that no two calls
 * of the same length have the same bytes at the same place. Computed anew wherever they are needed.
 */
final class Payloads {
    /** A payload has so many bytes, or none. */
    static final int LENGTH_MIN = Integer.BYTES;

    static final int LENGTH_MAX = 64 * 1024;

    private static final int STARTS = 1 << 16;
    private static final int STRIDE = 40_503;
    private static final ByteBuffer NOISE = noise();

    private static ByteBuffer noise() {
        final byte[] bytes = new byte[STARTS + LENGTH_MAX];
        new SplittableRandom(1).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private final ByteBuffer scratch = Bytes.heap(LENGTH_MAX);

    /** The payload from index 0 of a buffer that the next call fills again. */
    ByteBuffer of(final int number, final int length) {
        if (length > 0) {
            scratch.putInt(0, number);
            scratch.put(LENGTH_MIN, NOISE, start(number), length - LENGTH_MIN);
        }
        return scratch;
    }

    /** The call's number that a payload of enough bytes begins with. */
    static int number(final ByteBuffer buffer, final int offset) {
        return buffer.getInt(offset);
    }

    /** Whether the bytes are exactly the payload of that call. */
    static boolean isPayload(
            final int number, final int length, final ByteBuffer buffer, final int offset, final int actualLength) {
        if (actualLength != length || length == 0) {
            return actualLength == length;
        }
        final int noise = length - LENGTH_MIN;
        return number(buffer, offset) == number
                && buffer.slice(offset + LENGTH_MIN, noise).mismatch(NOISE.slice(start(number), noise)) < 0;
    }

    private static int start(final int number) {
        return number * STRIDE & STARTS - 1;
    }
}
