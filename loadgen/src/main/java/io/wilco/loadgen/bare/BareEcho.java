package io.wilco.loadgen.bare;

import io.wilco.transport.Spinning;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sends each message back as it is. */
public final class BareEcho implements AutoCloseable {
    private final BareSocket socket;
    private final BareLoop loop;

    /** @throws IOException if the port is taken, or the system gives no socket */
    public BareEcho(final InetSocketAddress listen) throws IOException {
        socket = BareSocket.bind(listen);
        loop = new BareLoop(Spinning.atTheEnd(), socket);
    }

    public InetSocketAddress address() throws IOException {
        return socket.address();
    }

    /** Echoes for ever. */
    public void run() throws IOException {
        loop.run(nowNs -> echo());
    }

    private int echo() throws IOException {
        int datagrams = 0;
        while (datagrams < BareLoop.RECEIVE_LIMIT) {
            final ByteBuffer datagram = socket.receive();
            if (datagram == null) {
                break;
            }
            datagrams++;
            int offset = 0;
            for (int length = BareMessage.length(datagram, offset);
                    length > 0;
                    length = BareMessage.length(datagram, offset)) {
                socket.add(datagram, offset, length);
                offset += length;
            }
        }
        socket.flush();
        return datagrams;
    }

    @Override
    public void close() throws IOException {
        loop.close();
        socket.close();
    }
}
