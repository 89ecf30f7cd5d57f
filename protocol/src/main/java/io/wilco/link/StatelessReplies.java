package io.wilco.link;

import io.wilco.wire.Bytes;
import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.DatagramHeader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Datagrams owed to peers that have no link: few, short, rate-limited, and forgotten rather than queued without bound.
 */
final class StatelessReplies {
    static final int QUEUED_MAX = 64;
    /**
     * Headers of UDP and IPv4: what a reply adds to its length, while several datagrams may have come in one payload.
     */
    static final int UDP_IP_BYTES = 28;

    static final int PER_SECOND_MAX = 10_000;
    private static final int BURST_MAX = 1_000;

    private final ArrayDeque<Reply> queued = new ArrayDeque<>(QUEUED_MAX);
    private final ArrayDeque<Reply> free = new ArrayDeque<>(QUEUED_MAX);
    private long tokensAtNs;
    private long tokens = BURST_MAX;

    private static final class Reply {
        private final ByteBuffer bytes = Bytes.heap(ChallengeFlyweight.LENGTH);
        private InetSocketAddress peer = new InetSocketAddress(0);
        private int length;
    }

    StatelessReplies(final long nowNs) {
        tokensAtNs = nowNs;
        for (int i = 0; i < QUEUED_MAX; i++) {
            free.push(new Reply());
        }
    }

    /** Whether another reply may be {@link #begin begun}; if not, the peer will ask again. */
    boolean hasRoom(final long nowNs) {
        final long periodNs = 1_000_000_000L / PER_SECOND_MAX;
        final long earned = (nowNs - tokensAtNs) / periodNs;
        if (earned > 0) {
            tokens = Math.min(BURST_MAX, tokens + earned);
            tokensAtNs += earned * periodNs;
        }
        return tokens > 0 && !free.isEmpty();
    }

    /** The buffer of the next reply, for which there must be room; {@link #end} queues it. */
    ByteBuffer begin() {
        return free.getFirst().bytes;
    }

    void end(final InetSocketAddress peer, final int length) {
        final Reply reply = free.pop();
        reply.peer = peer;
        reply.length = length;
        queued.add(reply);
        tokens--;
    }

    boolean isEmpty() {
        return queued.isEmpty();
    }

    /** Writes what is owed; false if the network takes no more. */
    boolean pollTransmit(final DatagramHeader header, final DatagramWriter writer) {
        while (!queued.isEmpty()) {
            final Reply reply = queued.getFirst();
            final ByteBuffer buffer = writer.claim(reply.peer);
            if (buffer == null) {
                return false;
            }
            buffer.clear();
            queued.pop();
            buffer.put(0, reply.bytes, 0, reply.length);
            header.seal(buffer, reply.length);
            writer.commit(reply.peer, reply.length);
            free.push(reply);
        }
        return true;
    }
}
