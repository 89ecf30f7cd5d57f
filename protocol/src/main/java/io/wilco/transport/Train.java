package io.wilco.transport;

import io.wilco.wire.Bytes;
import io.wilco.wire.LinkParams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on their way out, to one peer at a time. Where the system can ({@link Offload}), full ones lie one behind
 * the other and leave with one call, the last of them may be shorter; elsewhere each leaves alone.
 *
 * <pre>
 *  0              segmentBytes     2 * segmentBytes
 * +--------------+----------------+----------+
 * | full         | full           | shorter  |    one call, three datagrams
 * +--------------+----------------+----------+
 * </pre>
 */
final class Train {
    private final int segmentBytes;
    private final Way way;
    private final ByteBuffer bytes;
    private final ByteBuffer[] segments;
    private boolean mayCut = true;
    private @Nullable InetSocketAddress peer;
    private @Nullable DatagramChannel channel;
    private int limit;
    private int count;
    private int length;

    /** Where the datagrams leave. */
    interface Way {
        /** The socket to this peer, connected or not, {@link #attach attached}; null if there is none. */
        @Nullable
        DatagramChannel to(InetSocketAddress peer);

        /** Something was not sent. */
        void onFailure(InetSocketAddress peer, IOException failure);
    }

    /** @param segmentBytes the length of a full datagram, which is also the greatest */
    Train(final int segmentBytes, final Way way) {
        this.segmentBytes = segmentBytes;
        this.way = way;
        segments = new ByteBuffer[Math.min(Offload.SEGMENTS_MAX, LinkParams.DATAGRAM_BYTES_CEILING / segmentBytes)];
        limit = segments.length;
        bytes = Bytes.direct(segments.length * segmentBytes);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = bytes.slice(i * segmentBytes, segmentBytes).order(bytes.order());
        }
    }

    /** Prepares a socket. */
    void attach(final DatagramChannel channel) {
        mayCut = mayCut && Offload.cut(channel, segmentBytes);
    }

    /** Completes a train with so many datagrams, even if there is room for more. */
    void limit(final int datagrams) {
        limit = Math.min(segments.length, datagrams);
    }

    /** As {@link io.wilco.link.DatagramWriter#segmentBytes}. */
    int segmentBytes() {
        return mayCut ? segmentBytes : 0;
    }

    /** The buffer of the next datagram; null if the network takes no more. */
    @Nullable
    ByteBuffer claim(final InetSocketAddress to) {
        if (count > 0 && !to.equals(peer) && !flush()) {
            return null;
        }
        if (count == 0) {
            peer = to;
            channel = way.to(to);
        } else if (isComplete() && !flush()) {
            return null;
        }
        return segments[count].clear();
    }

    /** The claimed datagram is complete. */
    void commit(final int datagramBytes) {
        length += datagramBytes;
        count++;
        if (isComplete()) {
            flush();
        }
    }

    /** Whether nothing can be put behind what is there. */
    private boolean isComplete() {
        return !mayCut || count >= limit || length < count * segmentBytes;
    }

    /** Sends what there is; false if the socket's buffer is full, and it is to be tried again. */
    boolean flush() {
        if (count == 0) {
            return true;
        }
        if (channel != null && peer != null) {
            try {
                if (channel.send(bytes.limit(length).position(0), peer) == 0) {
                    return false;
                }
            } catch (final PortUnreachableException e) {
                way.onFailure(peer, e);
            } catch (final IOException e) {
                sendOneByOne(channel, peer, e);
            }
        }
        count = 0;
        length = 0;
        return true;
    }

    /**
     * A device may not do what the kernel can, or the path's MTU is less than a segment: then each datagram alone gets
     * through. An error that the socket owed for something sent earlier is told but once, so that this is the second
     * try for all. What goes wrong with one peer must not slow down the others, so nothing of it is remembered.
     */
    private void sendOneByOne(final DatagramChannel to, final InetSocketAddress peer, final IOException failure) {
        if (!mayCut || !to.isOpen() || !Offload.cut(to, 0)) {
            way.onFailure(peer, failure);
            return;
        }
        try {
            for (int at = 0; at < length; at += segmentBytes) {
                // A full buffer is a loss like any other here.
                to.send(bytes.limit(Math.min(length, at + segmentBytes)).position(at), peer);
            }
        } catch (final IOException e) {
            way.onFailure(peer, e);
        } finally {
            if (to.isOpen()) {
                Offload.cut(to, segmentBytes);
            }
        }
    }
}
