package io.wilco.link;

import io.wilco.wire.Bytes;
import io.wilco.wire.MessageFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Puts fragmented messages of one link together, in buffers that all links of the endpoint share. */
final class Reassembler {
    /** The buffers for messages being put together; bounded, reused. */
    static final class Pool {
        private final ArrayDeque<Partial> free = new ArrayDeque<>();
        private final int messageBytesMax;
        private int left;

        Pool(final LinkConfig config) {
            messageBytesMax = config.messageBytesMax();
            left = config.reassembliesMax();
        }

        private @Nullable Partial take() {
            if (left == 0) {
                return null;
            }
            left--;
            final Partial partial = free.poll();
            return partial == null ? new Partial(messageBytesMax) : partial;
        }

        private void giveBack(final Partial partial) {
            left++;
            free.push(partial);
        }
    }

    /** A message of which some fragments have arrived. */
    static final class Partial {
        private final ByteBuffer bytes;
        private long first;
        private int kind;
        private int count;
        private int messageLength;
        private int arrived;

        private Partial(final int bytesMax) {
            bytes = Bytes.heap(bytesMax);
        }

        ByteBuffer bytes() {
            return bytes;
        }

        int kind() {
            return kind;
        }

        int messageLength() {
            return messageLength;
        }

        boolean isWhole() {
            return arrived == count;
        }
    }

    private final Pool pool;
    private final Long2ObjectHashMap<Partial> partials = new Long2ObjectHashMap<>();

    Reassembler(final Pool pool) {
        this.pool = pool;
    }

    /** The message that a fragment belongs to, begun if it is its first; null if no buffer is free. */
    @Nullable Partial partialOf(final long sequence, final ByteBuffer buffer, final int offset) {
        final long first = sequence - MessageFlyweight.index(buffer, offset);
        final Partial known = partials.get(first);
        if (known != null) {
            return known;
        }
        final Partial begun = pool.take();
        if (begun != null) {
            begun.first = first;
            begun.kind = MessageFlyweight.kind(buffer, offset);
            begun.count = MessageFlyweight.count(buffer, offset);
            begun.messageLength = MessageFlyweight.messageLength(buffer, offset);
            begun.arrived = 0;
            partials.put(first, begun);
        }
        return begun;
    }

    /** Whether the fragment says the same of its message as the others, and its bytes have their place in it. */
    static boolean isConsistent(final Partial partial, final ByteBuffer buffer, final int offset) {
        return partial.count == MessageFlyweight.count(buffer, offset)
                && partial.messageLength == MessageFlyweight.messageLength(buffer, offset)
                && partial.kind == MessageFlyweight.kind(buffer, offset)
                && placeOf(partial, buffer, offset) >= 0;
    }

    /** Where the fragment's bytes belong, or -1 if its length does not fit its index. */
    private static int placeOf(final Partial partial, final ByteBuffer buffer, final int offset) {
        final int index = MessageFlyweight.index(buffer, offset);
        final long part = MessageFlyweight.bodyLength(buffer, offset);
        final int last = partial.count - 1;
        if (index == last) {
            final long before = partial.messageLength - part;
            return before % last == 0 && before / last >= part ? (int) before : -1;
        }
        final boolean fits =
                part * last < partial.messageLength && part * partial.count >= partial.messageLength;
        return fits ? (int) (index * part) : -1;
    }

    /** Puts a consistent fragment, which has not arrived before, in its place. */
    void add(final Partial partial, final ByteBuffer buffer, final int offset) {
        partial.bytes.put(
                placeOf(partial, buffer, offset),
                buffer,
                offset + MessageFlyweight.FRAGMENT_HEADER_LENGTH,
                MessageFlyweight.bodyLength(buffer, offset));
        partial.arrived++;
    }

    /** Takes the last added fragment back: the whole message could not be delivered. */
    void unadd(final Partial partial) {
        partial.arrived--;
    }

    /** The message was delivered. */
    void release(final Partial partial) {
        partials.remove(partial.first);
        pool.giveBack(partial);
    }

    /** The link ended. */
    void releaseAll() {
        for (final Partial partial : partials.values()) {
            pool.giveBack(partial);
        }
        partials.clear();
    }
}
