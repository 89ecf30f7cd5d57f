package io.wilco.link;

import io.wilco.wire.LinkParams;
import io.wilco.wire.RequestFlyweight;

/**
 * The settings of all links of an endpoint. Times are in nanoseconds.
 *
 * @param datagramBytesMax largest datagram sent or accepted (the path's MTU less IP and UDP headers)
 * @param messageBytesMax largest message put together, its kind's header included
 * @param windowFrames frames remembered past the oldest missing one; a power of two
 * @param ackDelayMaxNs longest wait of an ack for something to travel with
 * @param pingIdleNs silence on an idle link before a ping
 * @param pingBusyNs silence before a ping while an answer is awaited
 * @param suspectAfterNs silence, with an answer awaited, after which the peer is suspected
 * @param deadAfterNs silence, with an answer awaited, after which the link is given up
 * @param openTimeoutNs how long an initiator goes on asking
 * @param sendBytesMax bytes kept per link until they are acked
 * @param reassembliesMax fragmented messages being put together at once, over all links
 * @param requestLimit requests a peer may have open on a link unless its owner grants otherwise
 * @param linksMax links of the endpoint
 */
public record LinkConfig(
        int datagramBytesMax,
        int messageBytesMax,
        int windowFrames,
        long ackDelayMaxNs,
        long pingIdleNs,
        long pingBusyNs,
        long suspectAfterNs,
        long deadAfterNs,
        long openTimeoutNs,
        int sendBytesMax,
        int reassembliesMax,
        int requestLimit,
        int linksMax) {
    /** Largest payload with {@link #DEFAULT}. */
    public static final int PAYLOAD_BYTES_MAX = 64 * 1024;

    /** What stands before a payload at the most. */
    public static final int MESSAGE_HEADER_BYTES_MAX =
            RequestFlyweight.HEADER_LENGTH + RequestFlyweight.SERVICE_BYTES_MAX;

    private static final long MS = 1_000_000L;
    private static final int SEND_BYTES_CEILING = 1 << 30;

    public static final LinkConfig DEFAULT = new LinkConfig(
            1_408,
            PAYLOAD_BYTES_MAX + MESSAGE_HEADER_BYTES_MAX,
            16_384,
            250_000L,
            1_000 * MS,
            50 * MS,
            200 * MS,
            1_000 * MS,
            3_000 * MS,
            8 * 1024 * 1024,
            512,
            16_384,
            4_096);

    public LinkConfig {
        check(
                datagramBytesMax >= LinkParams.DATAGRAM_BYTES_FLOOR
                        && datagramBytesMax <= LinkParams.DATAGRAM_BYTES_CEILING,
                "datagramBytesMax");
        check(
                messageBytesMax >= LinkParams.MESSAGE_BYTES_FLOOR && messageBytesMax <= SEND_BYTES_CEILING / 2,
                "messageBytesMax");
        check(
                windowFrames >= LinkParams.WINDOW_FRAMES_FLOOR
                        && windowFrames <= LinkParams.WINDOW_FRAMES_CEILING
                        && Integer.bitCount(windowFrames) == 1,
                "windowFrames");
        check(ackDelayMaxNs >= 0 && ackDelayMaxNs <= 65_535_000L, "ackDelayMaxNs");
        check(pingIdleNs > 0 && pingBusyNs > 0 && pingBusyNs < suspectAfterNs, "pingBusyNs");
        check(suspectAfterNs < deadAfterNs, "suspectAfterNs");
        check(deadAfterNs >= MS && deadAfterNs / MS <= Integer.MAX_VALUE, "deadAfterNs");
        check(openTimeoutNs > 0, "openTimeoutNs");
        check(sendBytesMax / 2 >= messageBytesMax && sendBytesMax <= SEND_BYTES_CEILING, "sendBytesMax");
        check(reassembliesMax > 0, "reassembliesMax");
        check(requestLimit >= 0, "requestLimit");
        check(linksMax > 0, "linksMax");
    }

    private static void check(final boolean isFine, final String name) {
        if (!isFine) {
            throw new IllegalArgumentException(name + " is out of bounds");
        }
    }

    /** This, granting {@code limit} open requests to each new peer. */
    public LinkConfig withRequestLimit(final int limit) {
        return with(openTimeoutNs, limit);
    }

    /** This, giving up a peer that does not answer after {@code timeoutNs}. */
    public LinkConfig withOpenTimeout(final long timeoutNs) {
        return with(timeoutNs, requestLimit);
    }

    private LinkConfig with(final long timeoutNs, final int limit) {
        return new LinkConfig(
                datagramBytesMax,
                messageBytesMax,
                windowFrames,
                ackDelayMaxNs,
                pingIdleNs,
                pingBusyNs,
                suspectAfterNs,
                deadAfterNs,
                timeoutNs,
                sendBytesMax,
                reassembliesMax,
                limit,
                linksMax);
    }

    /** What the peer is told of these. */
    LinkParams params() {
        return new LinkParams(
                datagramBytesMax,
                (int) (ackDelayMaxNs / 1_000),
                messageBytesMax,
                windowFrames,
                (int) (deadAfterNs / MS),
                requestLimit);
    }
}
