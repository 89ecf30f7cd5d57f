package io.wilco.wire;

import java.nio.ByteBuffer;

/**
 * The body of a REGISTERED message: the dispatcher's answer to REGISTER.
 *
 * <pre>
 *  0       1
 * +-------+-------------------------------------+
 * | status| text for people, UTF-8, may be empty|
 * +-------+-------------------------------------+
 * </pre>
 *
 * <p>{@code status} 0: requests may come; otherwise the dispatcher will send none, and the text says why.
 */
public final class RegisteredFlyweight {
    public static final int STATUS_OFFSET = 0;
    public static final int TEXT_OFFSET = 1;
    public static final int ACCEPTED = 0;
    public static final int REFUSED = 1;

    private RegisteredFlyweight() {}

    public static boolean isValid(final int length) {
        return length >= TEXT_OFFSET;
    }

    public static boolean isAccepted(final ByteBuffer buffer, final int offset) {
        return buffer.get(offset + STATUS_OFFSET) == ACCEPTED;
    }

    /** Allocates. */
    public static String text(final ByteBuffer buffer, final int offset, final int length) {
        return Bytes.utf8(buffer, offset + TEXT_OFFSET, length - TEXT_OFFSET);
    }
}
