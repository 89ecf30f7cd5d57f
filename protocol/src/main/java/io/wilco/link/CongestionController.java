package io.wilco.link;

/**
 * How many bytes may be unacked: NewReno as in RFC 9002, section 7 and appendix B, which is what RFC 8085 asks of a UDP
 * application. Counts the bytes of frames.
 */
final class CongestionController {
    private static final int INITIAL_DATAGRAMS = 10;
    private static final int FLOOR_DATAGRAMS = 2;

    private final int datagramBytes;
    private final long windowMaxBytes;
    private long windowBytes;
    private long slowStartThresholdBytes = Long.MAX_VALUE;
    private long inFlightBytes;
    private long recoveryStartNs = Long.MIN_VALUE;
    private boolean isLimiting;

    /**
     * @param datagramBytes largest datagram sent
     * @param windowMaxBytes the window never grows past it
     */
    CongestionController(final int datagramBytes, final long windowMaxBytes) {
        this.datagramBytes = datagramBytes;
        this.windowMaxBytes = windowMaxBytes;
        this.windowBytes = Math.min(windowMaxBytes, (long) INITIAL_DATAGRAMS * datagramBytes);
    }

    /** Whether another datagram may leave. */
    boolean hasRoom() {
        return inFlightBytes < windowBytes;
    }

    /** There is more to send than the window lets through: only then do acks make it grow. */
    void onLimited() {
        isLimiting = true;
    }

    /** All there was to send was sent: acks of it say nothing of what a larger window would do. */
    void onDrained() {
        isLimiting = false;
    }

    void onSent(final int bytes) {
        inFlightBytes += bytes;
    }

    void onAcked(final int bytes, final long sentNs) {
        inFlightBytes -= bytes;
        assert inFlightBytes >= 0 : "acked more than was in flight";
        if (sentNs <= recoveryStartNs || !isLimiting) {
            return;
        }
        if (windowBytes < slowStartThresholdBytes) {
            windowBytes += bytes;
        } else {
            windowBytes += Math.max(1, (long) datagramBytes * bytes / windowBytes);
        }
        windowBytes = Math.min(windowBytes, windowMaxBytes);
    }

    void onLost(final int bytes, final long sentNs, final long nowNs) {
        inFlightBytes -= bytes;
        assert inFlightBytes >= 0 : "lost more than was in flight";
        if (sentNs > recoveryStartNs) {
            recoveryStartNs = nowNs;
            windowBytes = Math.max(windowBytes / 2, floorBytes());
            slowStartThresholdBytes = windowBytes;
        }
    }

    /**
     * Several probe timeouts in a row: start over from the least window (RFC 9002, section 7.6). No losses were found
     * meanwhile, for want of acks, so this is also the reduction that they would have caused.
     */
    void onPersistentCongestion(final long nowNs) {
        if (windowBytes > floorBytes()) {
            slowStartThresholdBytes = Math.max(windowBytes / 2, floorBytes());
            windowBytes = floorBytes();
        }
        recoveryStartNs = nowNs;
    }

    private long floorBytes() {
        return (long) FLOOR_DATAGRAMS * datagramBytes;
    }

    long windowBytes() {
        return windowBytes;
    }

    long inFlightBytes() {
        return inFlightBytes;
    }
}
