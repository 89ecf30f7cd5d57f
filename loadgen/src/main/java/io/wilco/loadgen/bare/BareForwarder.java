package io.wilco.loadgen.bare;

import io.wilco.transport.Spinning;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Copies each message from the datagrams of one side into the open datagram of the other. */
public final class BareForwarder implements AutoCloseable {
    private final BareSocket front;
    private final BareSocket back;
    private final BareLoop loop;

    /**
     * @param listen where the generator sends to
     * @param to the echo
     * @throws IOException if the port is taken, or the system gives no socket
     */
    public BareForwarder(final InetSocketAddress listen, final InetSocketAddress to) throws IOException {
        front = BareSocket.bind(listen);
        back = BareSocket.connect(to);
        loop = new BareLoop(Spinning.inTheMiddle(), front, back);
    }

    public InetSocketAddress address() throws IOException {
        return front.address();
    }

    /** Forwards for ever. */
    public void run() throws IOException {
        loop.run(nowNs -> forward(front, back) + forward(back, front));
    }

    private static int forward(final BareSocket from, final BareSocket to) throws IOException {
        int datagrams = 0;
        while (datagrams < BareLoop.RECEIVE_LIMIT) {
            final ByteBuffer datagram = from.receive();
            if (datagram == null) {
                break;
            }
            datagrams++;
            int offset = 0;
            for (int length = BareMessage.length(datagram, offset);
                    length > 0;
                    length = BareMessage.length(datagram, offset)) {
                to.add(datagram, offset, length);
                offset += length;
            }
        }
        to.flush();
        return datagrams;
    }

    @Override
    public void close() throws IOException {
        loop.close();
        front.close();
        back.close();
    }
}
