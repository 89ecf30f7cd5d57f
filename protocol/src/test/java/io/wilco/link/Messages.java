package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import java.nio.ByteBuffer;

/** Numbered messages whose every byte follows from their number: what arrives can be checked by itself. */
final class Messages {
    /** A message is at least its number. */
    static final int LENGTH_MIN = Long.BYTES;

    /** Next comes what would be the budget of a request, which becomes less while the request is on its way. */
    private static final int BUDGET_LENGTH = Integer.BYTES;

    private static final int LENGTH_MAX = 1 << 17;
    private static final ByteBuffer BODY = Bytes.heap(LENGTH_MAX);
    private static final ByteBuffer HEAD = Bytes.heap(Long.BYTES);

    private Messages() {}

    /** Offers message {@code id} of {@code length} bytes; what {@link Link#offer} returns. */
    static long offer(final Link link, final int kind, final long id, final int length) {
        HEAD.putLong(0, id);
        for (int i = 0; i < length - LENGTH_MIN; i++) {
            BODY.put(i, fill(id, i));
        }
        return link.offer(kind, HEAD, LENGTH_MIN, BODY, 0, length - LENGTH_MIN);
    }

    /** The number of a message that arrived, whose bytes must be those that were sent. */
    static long checked(final ByteBuffer body, final int offset, final int length) {
        final long id = body.getLong(offset);
        for (int i = BUDGET_LENGTH; i < length - LENGTH_MIN; i++) {
            if (body.get(offset + LENGTH_MIN + i) != fill(id, i)) {
                assertThat(body.get(offset + LENGTH_MIN + i))
                        .as("byte %d of %d of message %d", i, length, id)
                        .isEqualTo(fill(id, i));
            }
        }
        return id;
    }

    private static byte fill(final long id, final int index) {
        return (byte) (id * 31 + index * 7L + (index >>> 8));
    }
}
