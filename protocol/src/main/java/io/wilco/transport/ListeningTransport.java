package io.wilco.transport;

import io.wilco.link.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** One bound socket that talks to any peer: a dispatcher's. */
public final class ListeningTransport extends TrainTransport {
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Arrivals arrivals = new Arrivals();
    private volatile long sendErrors;

    /**
     * Binds.
     *
     * @param address port 0 takes any free one
     * @param datagramBytesMax the longest that is sent
     * @throws IOException if that is not possible, a {@link java.net.BindException} if the port is in use
     */
    public ListeningTransport(final InetSocketAddress address, final int datagramBytesMax) throws IOException {
        super(datagramBytesMax);
        channel = Sockets.open(address);
        attach(channel);
        try {
            channel.bind(address);
            this.address = (InetSocketAddress) channel.getLocalAddress();
        } catch (final IOException e) {
            Sockets.closeQuietly(channel);
            throw e;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Datagrams that the system refused to send. Any thread. */
    public long sendErrors() {
        return sendErrors;
    }

    @Override
    public void register(final Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public int receive(final long nowNs, final Engine engine, final int limit) {
        int count = 0;
        while (count < limit) {
            final InetSocketAddress peer;
            try {
                peer = (InetSocketAddress) channel.receive(arrivals.clear());
            } catch (final IOException e) {
                // An ICMP error for something sent earlier, or the socket is closing: nothing was received.
                return count;
            }
            if (peer == null) {
                return count;
            }
            count += arrivals.deliver(nowNs, engine, peer);
        }
        return count;
    }

    @Override
    DatagramChannel channelTo(final InetSocketAddress peer) {
        return channel;
    }

    @Override
    void onSendFailure(final InetSocketAddress peer, final IOException failure) {
        // No route, not permitted: as good as lost on the way.
        countSendError();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    private void countSendError() {
        sendErrors++;
    }

    @Override
    public void close() {
        Sockets.closeQuietly(channel);
    }
}
