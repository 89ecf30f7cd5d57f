package io.wilco.link;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.agrona.collections.LongHashSet;

/**
 * Proves, without remembering anything about it, that a peer receives what is sent to its address.
 *
 * <p>A cookie is a keyed hash of the peer's address, both session ids and the time of issue. It is good for
 * {@link #LIFETIME_NS}; so that a recorded CONFIRM cannot bring a link back to life (and execute its requests again),
 * sessions that ended within that time are remembered, at most {@link #ENDED_MAX} of them. Should more end, cookies
 * issued before the oldest forgotten one are refused: their owners simply ask again.
 */
final class CookieJar {
    static final long LIFETIME_NS = 10_000_000_000L;
    static final int ENDED_MAX = 4_096;

    private static final int WORDS_MAX = 6;

    private final SipHash hash;
    private final long[] words = new long[WORDS_MAX];
    private final LongHashSet ended = new LongHashSet(2 * ENDED_MAX);
    private final long[] endedSession = new long[ENDED_MAX];
    private final long[] endedIssuedNs = new long[ENDED_MAX];
    private int endedHead;
    private int endedCount;
    private long issuedAfterNs = Long.MIN_VALUE;

    CookieJar(final RandomGenerator random) {
        hash = new SipHash(random.nextLong(), random.nextLong());
    }

    long bake(final InetSocketAddress peer, final long initiator, final long responder, final long issuedNs) {
        final byte[] address = peer.getAddress().getAddress();
        long high = 0;
        long low = 0;
        for (int i = 0; i < address.length; i++) {
            if (i < Long.BYTES) {
                high = (high << 8) | (address[i] & 0xFF);
            } else {
                low = (low << 8) | (address[i] & 0xFF);
            }
        }
        words[0] = high;
        words[1] = low;
        words[2] = (long) address.length << 32 | peer.getPort();
        words[3] = initiator;
        words[4] = responder;
        words[5] = issuedNs;
        return hash.hash(words, WORDS_MAX);
    }

    boolean isGood(
            final long nowNs,
            final InetSocketAddress peer,
            final long initiator,
            final long responder,
            final long issuedNs,
            final long cookie) {
        return cookie == bake(peer, initiator, responder, issuedNs)
                && nowNs - issuedNs >= 0
                && nowNs - issuedNs <= LIFETIME_NS
                && issuedNs > issuedAfterNs
                && !ended.contains(responder);
    }

    /** A session that was accepted with a cookie issued at {@code issuedNs} has ended. */
    void onEnded(final long nowNs, final long responder, final long issuedNs) {
        while (endedCount > 0 && (endedCount == ENDED_MAX || nowNs - endedIssuedNs[endedHead] > LIFETIME_NS)) {
            if (nowNs - endedIssuedNs[endedHead] <= LIFETIME_NS) {
                issuedAfterNs = Math.max(issuedAfterNs, endedIssuedNs[endedHead]);
            }
            ended.remove(endedSession[endedHead]);
            endedHead = (endedHead + 1) % ENDED_MAX;
            endedCount--;
        }
        if (nowNs - issuedNs <= LIFETIME_NS) {
            final int tail = (endedHead + endedCount) % ENDED_MAX;
            endedSession[tail] = responder;
            endedIssuedNs[tail] = issuedNs;
            endedCount++;
            ended.add(responder);
        }
    }
}
