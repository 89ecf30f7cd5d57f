package io.wilco.link;

import io.wilco.wire.AckFlyweight;
import io.wilco.wire.LoadReport;
import io.wilco.wire.MessageFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The receiving half of a link: each message is delivered once and acked, soon or with whatever goes back. */
final class Receiver {
    /** What became of a frame. */
    enum Verdict {
        FINE,
        /** The peer breaks the protocol: the link ends. */
        BROKEN
    }

    /** So many datagrams with messages are acked at once, even if nothing goes back. */
    private static final int ACK_AFTER_DATAGRAMS = 8;

    private final Link link;
    private final LinkHandler handler;
    private final LinkStats stats;
    private final ReceiveWindow window;
    private final Reassembler reassembler;
    private final int messageBytesMax;
    private final long ackDelayMaxNs;
    private final LoadReport report = new LoadReport();
    private @Nullable LoadSource loadSource;
    private long requestLimit;

    private long largestArrivedNs;
    private long ackDeadlineNs = Long.MAX_VALUE;
    private long lastDatagram;
    private int unackedDatagrams;

    Receiver(
            final Link link,
            final LinkHandler handler,
            final LinkConfig config,
            final Reassembler.Pool pool,
            final LinkStats stats) {
        this.link = link;
        this.handler = handler;
        this.stats = stats;
        window = new ReceiveWindow(config.windowFrames());
        reassembler = new Reassembler(pool);
        messageBytesMax = config.messageBytesMax();
        ackDelayMaxNs = config.ackDelayMaxNs();
        requestLimit = config.requestLimit();
    }

    void onMessage(final long nowNs, final ByteBuffer buffer, final int offset) {
        final long sequence = window.complete(MessageFlyweight.sequenceLow(buffer, offset));
        if (!isNew(nowNs, sequence)) {
            return;
        }
        final boolean isTaken = handler.onMessage(
                link,
                nowNs,
                MessageFlyweight.kind(buffer, offset),
                buffer,
                offset + MessageFlyweight.HEADER_LENGTH,
                MessageFlyweight.bodyLength(buffer, offset));
        if (isTaken) {
            onArrived(nowNs, sequence);
        } else {
            stats.framesDeclined++;
        }
    }

    Verdict onFragment(final long nowNs, final ByteBuffer buffer, final int offset) {
        final long sequence = window.complete(MessageFlyweight.sequenceLow(buffer, offset));
        if (sequence < MessageFlyweight.index(buffer, offset)
                || MessageFlyweight.messageLength(buffer, offset) > messageBytesMax) {
            return Verdict.BROKEN;
        }
        if (!isNew(nowNs, sequence)) {
            return Verdict.FINE;
        }
        final Reassembler.Partial partial = reassembler.partialOf(nowNs, sequence, buffer, offset);
        if (partial == null) {
            stats.framesDeclined++;
            return Verdict.FINE;
        }
        if (!Reassembler.isConsistent(partial, buffer, offset)) {
            return Verdict.BROKEN;
        }
        reassembler.add(partial, buffer, offset);
        if (!partial.isWhole()) {
            onArrived(nowNs, sequence);
            return Verdict.FINE;
        }
        partial.freshen(nowNs);
        if (handler.onMessage(link, nowNs, partial.kind(), partial.bytes(), 0, partial.messageLength())) {
            onArrived(nowNs, sequence);
            // The handler may have closed the link, which gave the buffer back already.
            if (!link.isClosed()) {
                reassembler.release(partial);
            }
        } else {
            stats.framesDeclined++;
            reassembler.unadd(partial);
        }
        return Verdict.FINE;
    }

    private boolean isNew(final long nowNs, final long sequence) {
        if (!window.isWithin(sequence)) {
            return false;
        }
        if (window.contains(sequence)) {
            stats.framesDuplicate++;
            ackDeadlineNs = nowNs;
            return false;
        }
        return true;
    }

    private void onArrived(final long nowNs, final long sequence) {
        final boolean isLargest = sequence >= window.end();
        window.add(sequence);
        if (isLargest) {
            largestArrivedNs = nowNs;
        }
        if (stats.datagramsReceived != lastDatagram) {
            lastDatagram = stats.datagramsReceived;
            unackedDatagrams++;
        }
        if (window.hasGap() || unackedDatagrams >= ACK_AFTER_DATAGRAMS) {
            // RFC 9000, section 13.2.1: tell of a gap at once.
            ackDeadlineNs = nowNs;
        } else if (ackDeadlineNs == Long.MAX_VALUE) {
            ackDeadlineNs = nowNs + ackDelayMaxNs;
        }
    }

    void onLoadSource(final LoadSource source) {
        loadSource = source;
    }

    /** Lets the peer send requests up to this cumulative count; a lower one than before has no effect. */
    void grantRequests(final long limit) {
        requestLimit = Math.max(requestLimit, limit);
    }

    /** Makes an ACK leave with the next cycle, though nothing arrived. */
    void ackAt(final long nowNs) {
        ackDeadlineNs = Math.min(ackDeadlineNs, nowNs);
    }

    long ackDeadlineNs() {
        return ackDeadlineNs;
    }

    /**
     * Writes an ACK.
     *
     * @param room bytes it may take, at least enough for no ranges and a load report
     * @return its length
     */
    int writeAck(final long nowNs, final ByteBuffer buffer, final int offset, final int room) {
        final boolean hasReport = loadSource != null;
        final int rangesMax = Math.min(
                AckFlyweight.RANGES_MAX, (room - AckFlyweight.length(0, hasReport)) / AckFlyweight.RANGE_LENGTH);
        final int ranges = window.hasGap() ? window.writeRanges(buffer, offset, rangesMax) : 0;
        // A number that was left out of earlier ACKs must not pass for one that has just made a round trip.
        final long ackDelayUs =
                ranges == rangesMax ? AckFlyweight.ACK_DELAY_UNKNOWN : (nowNs - largestArrivedNs) / 1_000;
        AckFlyweight.writeHeader(buffer, offset, ranges, hasReport, ackDelayUs, window.nextExpected(), requestLimit);
        if (loadSource != null) {
            loadSource.fill(report);
            report.sequence++;
            report.write(buffer, AckFlyweight.loadReportOffset(buffer, offset));
        }
        ackDeadlineNs = Long.MAX_VALUE;
        unackedDatagrams = 0;
        return AckFlyweight.length(ranges, hasReport);
    }

    /**
     * Writes the ACK before a CLOSE, by which the peer learns what was not and never will be delivered; nothing if it
     * would not be complete.
     *
     * @param room bytes there are
     * @return its length
     */
    int writeFinalAck(final long nowNs, final ByteBuffer buffer, final int offset, final int room) {
        final int length = writeAck(nowNs, buffer, offset, room);
        final boolean hasRoomForMore = length + AckFlyweight.RANGE_LENGTH <= room;
        return hasRoomForMore && AckFlyweight.rangeCount(buffer, offset) < AckFlyweight.RANGES_MAX ? length : 0;
    }

    /** Whether the peer has begun a message that it will never complete. */
    boolean isStuck(final long nowNs) {
        return reassembler.isStuck(nowNs);
    }

    /** This process did not run for a while; the peer is not to blame for that time. */
    void forgive(final long lateNs) {
        reassembler.forgive(lateNs);
    }

    void close() {
        reassembler.releaseAll();
    }
}
