package io.wilco.link;

import io.wilco.wire.Bytes;
import io.wilco.wire.MessageFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RequestFlyweight;
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
        private final int perLinkMax;
        private final int max;
        private int left;

        Pool(final LinkConfig config) {
            messageBytesMax = config.messageBytesMax();
            max = config.reassembliesMax();
            left = max;
            // One peer that never completes its messages must not keep all others from completing theirs.
            perLinkMax = Math.max(1, left / 2);
        }

        /** Messages being put together now. */
        int inUse() {
            return max - left;
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
        private int partLength;
        private int arrived;

        /** The time at which it was begun, less what was forgiven by then. */
        private long begunNs;

        /** The time as of which the beginning of the message is right. */
        private long rightNs;

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

        /** A request has been waiting here for the rest of it: that time is gone. */
        void freshen(final long nowNs) {
            if (kind == MessageKind.REQUEST && messageLength >= RequestFlyweight.HEADER_LENGTH) {
                rightNs += RequestFlyweight.spendBudget(bytes, 0, nowNs - rightNs);
            }
        }
    }

    private final Pool pool;
    private final Long2ObjectHashMap<Partial> partials = new Long2ObjectHashMap<>();
    private long forgivenNs;

    Reassembler(final Pool pool) {
        this.pool = pool;
    }

    /** Whether a message has been incomplete for so long that it will never be complete: others need its buffer. */
    boolean isStuck(final long nowNs) {
        for (final Partial partial : partials.values()) {
            if (nowNs - forgivenNs - partial.begunNs > Sender.STUCK_NS) {
                return true;
            }
        }
        return false;
    }

    /** This process did not run for a while; the peer could not complete anything in that time. */
    void forgive(final long lateNs) {
        forgivenNs += lateNs;
    }

    /** The message that a fragment belongs to, begun if it is its first; null if no buffer is free. */
    @Nullable
    Partial partialOf(final long nowNs, final long sequence, final ByteBuffer buffer, final int offset) {
        final long first = sequence - MessageFlyweight.index(buffer, offset);
        final Partial known = partials.get(first);
        final Partial partial = known == null ? begin(nowNs, first, buffer, offset) : known;
        if (partial != null && sequence == first) {
            partial.rightNs = nowNs;
        }
        return partial;
    }

    private @Nullable Partial begin(final long nowNs, final long first, final ByteBuffer buffer, final int offset) {
        final Partial begun = partials.size() < pool.perLinkMax ? pool.take() : null;
        if (begun != null) {
            begun.first = first;
            begun.kind = MessageFlyweight.kind(buffer, offset);
            begun.count = MessageFlyweight.count(buffer, offset);
            begun.messageLength = MessageFlyweight.messageLength(buffer, offset);
            begun.partLength = partLengthOf(buffer, offset);
            begun.arrived = 0;
            begun.begunNs = nowNs - forgivenNs;
            partials.put(first, begun);
        }
        return begun;
    }

    /**
     * Whether the fragment says the same of its message as the others. Then every part but the last has the same
     * length, so that a whole message has no byte that did not arrive: the buffer has held messages of other peers.
     */
    static boolean isConsistent(final Partial partial, final ByteBuffer buffer, final int offset) {
        return partial.count == MessageFlyweight.count(buffer, offset)
                && partial.messageLength == MessageFlyweight.messageLength(buffer, offset)
                && partial.kind == MessageFlyweight.kind(buffer, offset)
                && partial.partLength > 0
                && partial.partLength == partLengthOf(buffer, offset);
    }

    /** The length of every part but the last, as follows from this one; -1 if it fits no message. */
    private static int partLengthOf(final ByteBuffer buffer, final int offset) {
        final int part = MessageFlyweight.bodyLength(buffer, offset);
        final int messageLength = MessageFlyweight.messageLength(buffer, offset);
        final int count = MessageFlyweight.count(buffer, offset);
        final int last = count - 1;
        if (MessageFlyweight.index(buffer, offset) == last) {
            final int before = messageLength - part;
            return before % last == 0 && before / last >= part ? before / last : -1;
        }
        final boolean isFitting = (long) part * last < messageLength && (long) part * count >= messageLength;
        return isFitting ? part : -1;
    }

    /** Puts a consistent fragment, which has not arrived before, in its place. */
    void add(final Partial partial, final ByteBuffer buffer, final int offset) {
        partial.bytes.put(
                MessageFlyweight.index(buffer, offset) * partial.partLength,
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
