package io.wilco.link;

import io.wilco.wire.CloseFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.FrameType;
import io.wilco.wire.LinkParams;
import io.wilco.wire.PingFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What leaves on a link: whether a datagram is due, and what goes into it. The first of the datagrams that an
 * established link sends in a cycle begins with an ACK, then come signs of life, then as many frames as fit.
 */
final class Transmitter {
    private static final byte[] NO_TEXT = {};
    private static final byte[] ZEROS = new byte[LinkParams.DATAGRAM_BYTES_CEILING];

    private final Link link;
    private final DatagramHeader header;
    private final Sender sender;
    private final Receiver receiver;
    private final Liveness liveness;
    private final LinkStats stats;
    private long datagram;
    private boolean isAckDue;
    private boolean isPingDue;
    private boolean isPongDue;
    private long pongToken;
    private CloseReason closeReason = CloseReason.NORMAL;
    private byte[] closeText = NO_TEXT;

    Transmitter(
            final Link link,
            final DatagramHeader header,
            final Sender sender,
            final Receiver receiver,
            final Liveness liveness,
            final LinkStats stats) {
        this.link = link;
        this.header = header;
        this.sender = sender;
        this.receiver = receiver;
        this.liveness = liveness;
        this.stats = stats;
    }

    /** A PING leaves next. */
    void ping() {
        isPingDue = true;
    }

    /** The peer pinged: a PONG leaves next. Several pings in one cycle get one answer, to the last. */
    void pong(final long token) {
        isPongDue = true;
        pongToken = token;
    }

    /** The peer answered the ping that left at that time. */
    void onPong(final long nowNs, final long pingedAtNs) {
        liveness.onProven(pingedAtNs, nowNs);
        sender.loss().onPong(nowNs, pingedAtNs);
    }

    /** What the CLOSE of a closing link says. */
    void onClosing(final CloseReason reason, final byte[] text) {
        closeReason = reason;
        closeText = text;
    }

    /** Writes datagrams until nothing is left to send; false if the network takes no more. */
    boolean pollTransmit(final long nowNs, final DatagramWriter writer) {
        sender.onCycleEnd(nowNs);
        isAckDue = true;
        boolean isMore = wantsToTransmit(nowNs);
        while (isMore) {
            final ByteBuffer buffer = writer.claim(link.peer());
            if (buffer == null) {
                return false;
            }
            buffer.clear();
            int length = writeDatagram(nowNs, buffer);
            isMore = wantsToTransmit(nowNs);
            if (isMore && isNearlyFull(length) && writer.segmentBytes() == sender.datagramBytesMax()) {
                length = pad(buffer, length);
            }
            header.seal(buffer, length);
            stats.datagramsSent++;
            stats.bytesSent += length;
            writer.commit(link.peer(), length);
        }
        return true;
    }

    /** Padding is not worth more bytes than that, which no congestion window counts. */
    private boolean isNearlyFull(final int length) {
        return length >= sender.datagramBytesMax() * 3 / 4;
    }

    /** Makes a datagram full that another one follows. */
    private int pad(final ByteBuffer buffer, final int length) {
        // Zeros: what is in the buffer may have been written for another peer.
        buffer.put(length, ZEROS, 0, sender.datagramBytesMax() - length);
        return sender.datagramBytesMax();
    }

    private boolean wantsToTransmit(final long nowNs) {
        final Opening opening = link.opening();
        return switch (link.state()) {
            case OPENING -> opening != null && opening.isAskingDue(nowNs);
            case ESTABLISHED -> isPingDue || isPongDue || receiver.ackDeadlineNs() <= nowNs || sender.canTransmit();
            case CLOSING -> true;
            case CLOSED -> false;
        };
    }

    private int writeDatagram(final long nowNs, final ByteBuffer buffer) {
        final Opening opening = link.opening();
        if (link.state() == Link.State.OPENING && opening != null) {
            return opening.writeOpen(nowNs, buffer);
        }
        final int at = writeStart(opening, buffer);
        if (link.state() == Link.State.CLOSING) {
            final int room = sender.datagramBytesMax() - at - CloseFlyweight.length(closeText);
            final int ackLength = receiver.writeFinalAck(nowNs, buffer, at, room);
            final int length = CloseFlyweight.write(buffer, at + ackLength, closeReason, closeText);
            link.end();
            return at + ackLength + length;
        }
        return writeFrames(nowNs, buffer, at);
    }

    private int writeStart(final @Nullable Opening opening, final ByteBuffer buffer) {
        if (opening != null) {
            return opening.writeConfirm(buffer);
        }
        DatagramHeader.write(buffer, DatagramHeader.DATA, link.peerSession());
        return DatagramHeader.LENGTH;
    }

    private int writeFrames(final long nowNs, final ByteBuffer buffer, final int offset) {
        int at = offset;
        final int limit = sender.datagramBytesMax();
        final int frameBytes = sender.nextFrameBytes();
        if (isAckDue) {
            at += receiver.writeAck(nowNs, buffer, at, limit - at - frameBytes);
            isAckDue = false;
        }
        if (isPongDue && at + PingFlyweight.LENGTH + frameBytes <= limit) {
            at += PingFlyweight.write(buffer, at, FrameType.PONG, pongToken);
            isPongDue = false;
        }
        final boolean isPinging =
                (isPingDue || sender.loss().probes() > 0) && at + PingFlyweight.LENGTH + frameBytes <= limit;
        if (isPinging) {
            at += PingFlyweight.write(buffer, at, FrameType.PING, nowNs);
            isPingDue = false;
            liveness.onPinged(nowNs);
        }
        if (frameBytes > 0 || sender.loss().probes() > 0) {
            final int end = sender.writeFrames(nowNs, buffer, at, limit, ++datagram);
            if (end > at) {
                liveness.onAsked(nowNs);
                if (isPinging) {
                    sender.loss().onPinged(nowNs, datagram);
                }
            }
            at = end;
        }
        return at;
    }
}
