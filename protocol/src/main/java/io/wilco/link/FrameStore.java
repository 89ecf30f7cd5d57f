package io.wilco.link;

import io.wilco.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * The bytes of encoded frames from offering to ack: a ring in which each frame is contiguous, and frames that follow
 * each other usually are too, so that a datagram is filled with few copies. Grows by doubling up to its bound;
 * positions, which only ever increase, stay valid when it does.
 */
final class FrameStore {
    private static final int INITIAL_BYTES = 4 * 1024;

    private final int bytesMax;
    private ByteBuffer ring = Bytes.heap(INITIAL_BYTES);
    private long tail;
    private long head;

    /** @param bytesMax rounded up to a power of two */
    FrameStore(final int bytesMax) {
        this.bytesMax = Integer.highestOneBit(Math.max(INITIAL_BYTES, bytesMax) - 1) << 1;
    }

    int bytesMax() {
        return bytesMax;
    }

    /** Whether {@link #claim} of so many bytes would succeed. */
    boolean hasRoom(final int bytes) {
        // One frame may have to skip the end of the ring: count the worst case.
        return head - tail + 2L * bytes <= bytesMax;
    }

    /** Reserves a frame's bytes, for which there must be room, and returns their position. */
    long claim(final int bytes) {
        while (afterSkip(head, bytes) + bytes - tail > ring.capacity()) {
            grow();
        }
        final long position = afterSkip(head, bytes);
        head = position + bytes;
        return position;
    }

    private long afterSkip(final long position, final int bytes) {
        final int left = ring.capacity() - index(position);
        return left >= bytes ? position : position + left;
    }

    private void grow() {
        assert ring.capacity() < bytesMax : "claimed without room";
        final ByteBuffer larger = Bytes.heap(ring.capacity() * 2);
        long at = tail;
        while (at < head) {
            final int from = index(at);
            final int length = (int) Math.min(head - at, ring.capacity() - from);
            larger.put((int) (at & larger.capacity() - 1), ring, from, length);
            at += length;
        }
        ring = larger;
    }

    /** Everything below {@code position} is no longer needed. */
    void releaseTo(final long position) {
        assert position >= tail && position <= head;
        tail = position;
    }

    /** Nothing is needed any longer. */
    void releaseAll() {
        tail = head;
    }

    ByteBuffer buffer() {
        return ring;
    }

    /** Where a position lies in {@link #buffer}. */
    int index(final long position) {
        return (int) (position & ring.capacity() - 1);
    }
}
