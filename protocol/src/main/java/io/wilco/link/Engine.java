package io.wilco.link;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A sans-IO core: time and datagrams come in, datagrams are asked for. Whoever runs it, a thread with a socket or a
 * simulator, goes round: {@link #onDatagram} for what has arrived (bounded), {@link #onTick}, {@link #pollTransmit},
 * then sleeps until a datagram arrives or {@link #nextDeadlineNs}. One thread uses an engine.
 */
public interface Engine {
    /**
     * A datagram arrived: the bytes of {@code buffer} from 0 to its limit, readable during the call only. Any bytes are
     * fine.
     *
     * @param nowNs a monotonic time in nanoseconds of any origin, the same throughout a cycle
     */
    void onDatagram(long nowNs, InetSocketAddress peer, ByteBuffer buffer);

    /** Does what is due. */
    void onTick(long nowNs);

    /** Nothing is due before this time; past or least values mean at once, the greatest never. */
    long nextDeadlineNs();

    /** Writes every datagram that is to leave; false if the network took no more, and the rest is to be tried later. */
    boolean pollTransmit(long nowNs, DatagramWriter writer);

    /** Bytes that have left and are not acked: how much is under way. */
    default long bytesInFlight() {
        return 0;
    }

    /** The network said that nothing listens at {@code peer}. */
    default void onUnreachable(final long nowNs, final InetSocketAddress peer) {}
}
