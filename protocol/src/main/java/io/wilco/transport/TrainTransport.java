package io.wilco.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A transport whose datagrams leave in a {@link Train}, by whichever sockets it has. */
abstract class TrainTransport implements Transport {
    private final Train train;

    private final class Way implements Train.Way {
        @Override
        public @Nullable DatagramChannel to(final InetSocketAddress peer) {
            return channelTo(peer);
        }

        @Override
        public void onFailure(final InetSocketAddress peer, final IOException failure) {
            onSendFailure(peer, failure);
        }
    }

    /** @param datagramBytesMax the longest that is sent */
    TrainTransport(final int datagramBytesMax) {
        train = new Train(datagramBytesMax, new Way());
    }

    /** As {@link Train.Way#to}. */
    abstract @Nullable DatagramChannel channelTo(InetSocketAddress peer);

    /** As {@link Train.Way#onFailure}. */
    abstract void onSendFailure(InetSocketAddress peer, IOException failure);

    /** Prepares a socket; each, before it sends. */
    final void attach(final DatagramChannel channel) {
        train.attach(channel);
    }

    @Override
    public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
        return train.claim(peer);
    }

    @Override
    public final void commit(final InetSocketAddress peer, final int length) {
        train.commit(length);
    }

    @Override
    public final int segmentBytes() {
        return train.segmentBytes();
    }

    @Override
    public final void trainMax(final int datagrams) {
        train.limit(datagrams);
    }

    @Override
    public boolean flush() {
        return train.flush();
    }
}
