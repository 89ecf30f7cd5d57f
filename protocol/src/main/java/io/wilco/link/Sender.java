package io.wilco.link;

import io.wilco.wire.AckFlyweight;
import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.FrameType;
import io.wilco.wire.LinkParams;
import io.wilco.wire.LoadReport;
import io.wilco.wire.MessageFlyweight;
import java.nio.ByteBuffer;

/** The sending half of a link: messages become frames, frames are kept until acked and sent again when lost. */
final class Sender {
    /** What {@link #offer} returns when there is no room. */
    static final long FULL = -1;

    /** The longest start of a datagram, and an ACK with load report and a few ranges, fit beside any frame. */
    private static final int RESERVED_BYTES =
            ChallengeFlyweight.LENGTH + AckFlyweight.HEADER_LENGTH + LoadReport.LENGTH + 4 * AckFlyweight.RANGE_LENGTH;

    /** No honest peer, over no network that is of use, lets a frame wait so long for its ack. */
    static final long STUCK_NS = 15_000_000_000L;

    private final SendWindow window;
    private final CongestionController congestion;
    private final LossDetector loss;
    private final LinkStats stats;
    private final int windowFramesOwn;
    private final int datagramBytesOwn;
    private int windowFrames;
    private int datagramBytesMax;
    private int messageBytesMax;
    private long progressNs;
    private boolean isAckedNow;
    private boolean isFinallyAcked;

    Sender(final LinkConfig config, final LinkStats stats, final long seed) {
        this.stats = stats;
        windowFramesOwn = config.windowFrames();
        datagramBytesOwn = config.datagramBytesMax();
        window = new SendWindow(config.sendBytesMax());
        congestion = new CongestionController(config.datagramBytesMax(), config.sendBytesMax());
        loss = new LossDetector(window, congestion, stats, seed);
    }

    /** The peer said what it takes; nothing can be offered before. */
    void onPeerParams(final LinkParams params) {
        windowFrames = Math.min(windowFramesOwn, params.windowFrames());
        datagramBytesMax = Math.min(datagramBytesOwn, params.datagramBytesMax());
        messageBytesMax = Math.min(params.messageBytesMax(), offerableBytesMax());
        loss.onPeerAckDelayMax(params.ackDelayMaxUs() * 1_000L);
    }

    /** The longest message that has room when nothing else is kept: a longer one would wait for ever. */
    private int offerableBytesMax() {
        final int part = partBytesMax();
        final long byWindow = (long) part * Math.min(windowFrames, MessageFlyweight.COUNT_MAX);
        // The store may skip as many bytes again as the message has.
        final int stored = window.bytesMax() / 2;
        final int count = stored / (MessageFlyweight.FRAGMENT_HEADER_LENGTH + part) + 1;
        return (int) Math.min(byWindow, stored - count * MessageFlyweight.FRAGMENT_HEADER_LENGTH);
    }

    /** Bytes of a message in each fragment but the last. */
    private int partBytesMax() {
        return datagramBytesMax - RESERVED_BYTES - MessageFlyweight.FRAGMENT_HEADER_LENGTH;
    }

    /** No datagram may be longer. */
    int datagramBytesMax() {
        return datagramBytesMax;
    }

    /** The longest message that can be offered. */
    int messageBytesMax() {
        return messageBytesMax;
    }

    LossDetector loss() {
        return loss;
    }

    CongestionController congestion() {
        return congestion;
    }

    /** Takes a message, {@code head} followed by {@code body}; returns its last number, or {@link #FULL}. */
    long offer(
            final int kind,
            final ByteBuffer head,
            final int headLength,
            final ByteBuffer body,
            final int bodyOffset,
            final int bodyLength) {
        final int length = headLength + bodyLength;
        if (length > messageBytesMax) {
            throw new IllegalArgumentException("a message of " + length + " bytes; the link takes " + messageBytesMax);
        }
        final int frameBytes = MessageFlyweight.HEADER_LENGTH + length;
        if (frameBytes > datagramBytesMax - RESERVED_BYTES) {
            return offerFragments(kind, head, headLength, body, bodyOffset, bodyLength);
        }
        if (window.next() - window.base() >= windowFrames || !window.hasRoom(frameBytes)) {
            return FULL;
        }
        final long sequence = window.append(frameBytes);
        final ByteBuffer bytes = window.bytes();
        final int at = window.index(sequence);
        MessageFlyweight.writeMessageHeader(bytes, at, kind, length, sequence);
        bytes.put(at + MessageFlyweight.HEADER_LENGTH, head, 0, headLength);
        bytes.put(at + MessageFlyweight.HEADER_LENGTH + headLength, body, bodyOffset, bodyLength);
        return sequence;
    }

    private long offerFragments(
            final int kind,
            final ByteBuffer head,
            final int headLength,
            final ByteBuffer body,
            final int bodyOffset,
            final int bodyLength) {
        final int header = MessageFlyweight.FRAGMENT_HEADER_LENGTH;
        final int length = headLength + bodyLength;
        final int part = partBytesMax();
        final int count = (length + part - 1) / part;
        if (window.next() - window.base() + count > windowFrames || !window.hasRoom(length + count * header)) {
            return FULL;
        }
        for (int index = 0; index < count; index++) {
            final int from = index * part;
            final int partLength = Math.min(part, length - from);
            final long sequence = window.append(header + partLength);
            final ByteBuffer bytes = window.bytes();
            final int at = window.index(sequence);
            MessageFlyweight.writeFragmentHeader(bytes, at, kind, partLength, sequence, length, index, count);
            final int fromHead = Math.max(0, Math.min(headLength - from, partLength));
            if (fromHead > 0) {
                bytes.put(at + header, head, from, fromHead);
            }
            final int bodyAt = bodyOffset + Math.max(0, from - headLength);
            bytes.put(at + header + fromHead, body, bodyAt, partLength - fromHead);
        }
        return window.next() - 1;
    }

    /** Takes an ACK in; false if it acks what was never sent. */
    boolean onAck(final long nowNs, final ByteBuffer buffer, final int offset) {
        isAckedNow = true;
        final long nextExpected = AckFlyweight.nextExpected(buffer, offset);
        final int ranges = AckFlyweight.rangeCount(buffer, offset);
        if (nextExpected > window.unsent()) {
            return false;
        }
        final long base = window.base();
        long largest = nextExpected - 1;
        long sampleSentNs = ackRange(nowNs, base, nextExpected);
        for (int i = 0; i < ranges; i++) {
            final long start = largest + 1 + AckFlyweight.rangeGap(buffer, offset, i);
            final long stop = start + AckFlyweight.rangeLength(buffer, offset, i);
            if (stop > window.unsent()) {
                return false;
            }
            sampleSentNs = ackRange(nowNs, start, stop);
            largest = stop - 1;
        }
        final long ackDelayUs = AckFlyweight.ackDelayUs(buffer, offset);
        if (sampleSentNs != Long.MIN_VALUE && ackDelayUs != AckFlyweight.ACK_DELAY_UNKNOWN) {
            loss.rtt().onSample(nowNs - sampleSentNs, ackDelayUs * 1_000L);
        }
        window.advance();
        if (window.base() > base) {
            progressNs = nowNs;
        }
        loss.detect(nowNs);
        return true;
    }

    /**
     * Acks what is not acked yet from {@code start} to before {@code stop}.
     *
     * @return when the last of them was sent, if it was acked just now and sent but once; else the least long
     */
    private long ackRange(final long nowNs, final long start, final long stop) {
        long sampleSentNs = Long.MIN_VALUE;
        for (long sequence = window.firstUnacked(start, stop);
                sequence < stop;
                sequence = window.firstUnacked(sequence + 1, stop)) {
            if (sequence == stop - 1 && window.transmissions(sequence) == 1) {
                sampleSentNs = window.sentNs(sequence);
            }
            loss.onAcked(sequence, nowNs);
            if (!window.isLost(sequence)) {
                congestion.onAcked(window.length(sequence), window.sentNs(sequence));
            }
            window.onAcked(sequence);
        }
        return sampleSentNs;
    }

    /**
     * Whether the oldest frame has waited for its ack so long that the peer, though it may be alive, will never give
     * it: it must not hold this end's memory for ever.
     */
    boolean isStuck(final long nowNs) {
        return isAwaitingAck() && nowNs - progressNs > STUCK_NS;
    }

    /** This process did not run for a while; the peer is not to blame for that time. */
    void forgive(final long lateNs) {
        progressNs += lateNs;
        loss.forgive(lateNs);
    }

    /** Whether frames may leave now. */
    boolean canTransmit() {
        if (loss.probes() > 0) {
            return true;
        }
        if (window.lostHead() == SendWindow.NONE && window.unsent() == window.next()) {
            congestion.onDrained();
            return false;
        }
        if (!congestion.hasRoom()) {
            congestion.onLimited();
            return false;
        }
        return true;
    }

    /** The length of the frame that would leave first; 0 if none may. */
    int nextFrameBytes() {
        if (!canTransmit()) {
            return 0;
        }
        if (loss.probes() > 0 && window.flightHead() != SendWindow.NONE) {
            return window.length(window.flightHead());
        }
        final boolean hasNew = window.unsent() < window.next();
        if (window.lostHead() != SendWindow.NONE && !(hasNew && loss.isNewFirst())) {
            return window.length(window.lostHead());
        }
        return hasNew ? window.length(window.unsent()) : 0;
    }

    /**
     * Writes frames into a datagram: the oldest ones if this is a probe, then lost ones, then new ones.
     *
     * @param limit where the datagram must end
     * @param datagram its ordinal
     * @return where the frames end
     */
    int writeFrames(final long nowNs, final ByteBuffer buffer, final int offset, final int limit, final long datagram) {
        if (!isAwaitingAck()) {
            progressNs = nowNs;
        }
        int at = offset;
        if (loss.probes() > 0) {
            at = writeProbe(nowNs, buffer, at, limit, datagram);
            loss.onProbeSent();
        }
        if (congestion.hasRoom()) {
            if (loss.isNewFirst()) {
                loss.onNewSent();
                at = writeNew(nowNs, buffer, at, limit, datagram);
            }
            at = writeLost(nowNs, buffer, at, limit, datagram);
            at = writeNew(nowNs, buffer, at, limit, datagram);
        }
        if (at > offset) {
            loss.onSent(nowNs);
        } else {
            loss.cancelProbes();
        }
        return at;
    }

    private int writeProbe(
            final long nowNs, final ByteBuffer buffer, final int offset, final int limit, final long datagram) {
        int at = offset;
        long sequence = window.flightHead();
        while (sequence != SendWindow.NONE
                && window.sentNs(sequence) < nowNs
                && at + window.length(sequence) <= limit) {
            at = writeAgain(sequence, nowNs, buffer, at, datagram);
            sequence = window.flightHead();
        }
        return at;
    }

    private int writeLost(
            final long nowNs, final ByteBuffer buffer, final int offset, final int limit, final long datagram) {
        int at = offset;
        long sequence = window.lostHead();
        while (sequence != SendWindow.NONE && at + window.length(sequence) <= limit) {
            congestion.onSent(window.length(sequence));
            at = writeAgain(sequence, nowNs, buffer, at, datagram);
            sequence = window.lostHead();
        }
        return at;
    }

    /** To be called at the end of each cycle. */
    void onCycleEnd(final long nowNs) {
        window.onCycleEnd(nowNs);
    }

    private int writeAgain(
            final long sequence, final long nowNs, final ByteBuffer buffer, final int at, final long datagram) {
        window.freshen(sequence, nowNs);
        final int length = window.length(sequence);
        buffer.put(at, window.bytes(), window.index(sequence), length);
        window.onTransmitted(sequence, nowNs, datagram);
        stats.framesSent++;
        stats.framesRetransmitted++;
        return at + length;
    }

    private int writeNew(
            final long nowNs, final ByteBuffer buffer, final int offset, final int limit, final long datagram) {
        int at = offset;
        while (window.unsent() < window.next()) {
            final int start = window.index(window.unsent());
            int run = 0;
            // Frames that lie one behind the other are copied in one go.
            while (window.unsent() < window.next()) {
                final long sequence = window.unsent();
                final int length = window.length(sequence);
                if (window.index(sequence) != start + run || at + run + length > limit) {
                    break;
                }
                window.freshen(sequence, nowNs);
                window.onTransmitted(sequence, nowNs, datagram);
                congestion.onSent(length);
                stats.framesSent++;
                run += length;
            }
            if (run == 0) {
                break;
            }
            buffer.put(at, window.bytes(), start, run);
            at += run;
        }
        return at;
    }

    /** Whether everything offered has been acked. */
    boolean isFlushed() {
        return window.base() == window.next();
    }

    /** A datagram of the peer is about to be read. */
    void onDatagram() {
        isAckedNow = false;
    }

    /** The peer said goodbye: an ACK before that, in the same datagram, was complete. */
    void onPeerClosed() {
        isFinallyAcked = isAckedNow;
    }

    /** Whether the peer may have been delivered the message that ends with the frame of this number: all of it. */
    boolean mayHaveArrived(final long last) {
        if (last >= window.unsent() || !isFinallyAcked || last < window.base()) {
            return last < window.unsent();
        }
        final int at = window.index(last);
        final boolean isFragment = window.bytes().get(at) == FrameType.FRAGMENT;
        final long first = isFragment ? last - MessageFlyweight.index(window.bytes(), at) : last;
        return window.firstUnacked(first, last + 1) > last;
    }

    /** Whether an answer is owed: something has left and is not acked. */
    boolean isAwaitingAck() {
        return window.base() < window.unsent();
    }
}
