package io.wilco.loadgen.load;

import java.nio.ByteBuffer;

/**
 * The payloads of one client, none of which is kept: each follows from the seed, the client and the request's number,
 * so a reply is compared with what it must be.
 *
 * <pre>
 *  0                       8                       16
 * +-----------------------+-----------------------+---------------------+
 * | service time, if any  | client u16, number u48| pseudo-random bytes |
 * +-----------------------+-----------------------+---------------------+
 * </pre>
 *
 * <p>Without a service time all else stands 8 bytes earlier. Integers are little-endian.
 */
final class Payloads {
    /** In the service time: spin, do not sleep. */
    static final long SPIN_FLAG = Long.MIN_VALUE;

    private static final int NUMBER_BITS = 48;

    /** Odd, and near 2^64 divided by the golden ratio: the step of a Weyl sequence. */
    private static final long WEYL = 0x9E37_79B9_7F4A_7C15L;

    private final int payloadBytes;
    private final int numberOffset;
    private final long clientBits;
    private final long key;

    Payloads(final LoadConfig config, final int client) {
        payloadBytes = config.payloadBytes();
        numberOffset = config.serviceTimes() == null ? 0 : Long.BYTES;
        clientBits = (long) client << NUMBER_BITS;
        key = mix(config.seed() + mix(client + WEYL));
    }

    /** The least size of a payload. */
    static int leastBytes(final boolean hasServiceTime) {
        return hasServiceTime ? 2 * Long.BYTES : Long.BYTES;
    }

    /** Writes the payload of a request at index 0. */
    void write(final ByteBuffer buffer, final long number, final long serviceTime) {
        if (numberOffset > 0) {
            buffer.putLong(0, serviceTime);
        }
        buffer.putLong(numberOffset, clientBits | number);
        long state = key ^ mix(number);
        int at = numberOffset + Long.BYTES;
        for (; at + Long.BYTES <= payloadBytes; at += Long.BYTES) {
            state += WEYL;
            buffer.putLong(at, mix(state));
        }
        for (long rest = mix(state + WEYL); at < payloadBytes; at++, rest >>>= Byte.SIZE) {
            buffer.put(at, (byte) rest);
        }
    }

    /** Whether the bytes are exactly the payload of that request. */
    boolean isOf(
            final ByteBuffer buffer, final int offset, final int length, final long number, final long serviceTime) {
        if (length != payloadBytes || (numberOffset > 0 && buffer.getLong(offset) != serviceTime)) {
            return false;
        }
        // Differences are gathered and looked at once: without branches this costs little for any size.
        long difference = buffer.getLong(offset + numberOffset) ^ (clientBits | number);
        long state = key ^ mix(number);
        int at = offset + numberOffset + Long.BYTES;
        final int end = offset + payloadBytes;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            state += WEYL;
            difference |= buffer.getLong(at) ^ mix(state);
        }
        for (long rest = mix(state + WEYL); at < end; at++, rest >>>= Byte.SIZE) {
            difference |= buffer.get(at) ^ (byte) rest;
        }
        return difference == 0;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection. */
    static long mix(final long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
