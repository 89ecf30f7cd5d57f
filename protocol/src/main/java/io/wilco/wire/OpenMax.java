package io.wilco.wire;

/**
 * How many requests may be open, in one byte: four bits of exponent above four of mantissa, so that a code {@code c}
 * means {@code (c & 15) << (c >> 4)}. Exact up to 15, within an eighth above; 0 says that there is no bound.
 */
public final class OpenMax {
    /** No bound. */
    public static final int NONE = 0;

    /** The highest number that has a code. */
    public static final int REQUESTS_MAX = 15 << 15;

    private static final int MANTISSA_BITS = 4;
    private static final int MANTISSA_MAX = (1 << MANTISSA_BITS) - 1;

    private OpenMax() {}

    /**
     * The code of the highest number that is not above this one and has a code.
     *
     * @param requests at least 1
     */
    public static int of(final int requests) {
        final int bounded = Math.min(requests, REQUESTS_MAX);
        final int exponent = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(bounded) - MANTISSA_BITS);
        return exponent << MANTISSA_BITS | bounded >>> exponent;
    }

    /** What a code of 0 to 255 means; 0 if there is no bound. */
    public static int requests(final int code) {
        return (code & MANTISSA_MAX) << (code >>> MANTISSA_BITS);
    }
}
