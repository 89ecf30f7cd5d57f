package io.wilco.names;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * Bytes to a name server and back, on the thread that asks. In place of dnsjava's own, which has a thread and a
 * shutdown hook for the whole JVM, ends its waits to the second, and takes the first datagram that comes for the
 * answer.
 *
 * <p>One exchange at a time; {@link #close} ends it from any thread.
 */
final class Exchange implements IoClientFactory, UdpIoClient, TcpIoClient, Closeable {
    private static final int DATAGRAM_BYTES_MAX = 65_535;
    private static final int ID_BYTES = 2;

    /** Datagrams that answer something else, after which nobody is listened to any more. */
    private static final int STRAYS_MAX = 64;

    private static final long MS = 1_000_000L;

    private long deadlineNs;
    private @Nullable Closeable open;
    private boolean isClosed;

    /** What is sent from now on is waited for until then, at the most. */
    void until(final long deadlineNs) {
        this.deadlineNs = deadlineNs;
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
        return this;
    }

    @Override
    public TcpIoClient createOrGetTcpClient() {
        return this;
    }

    @Override
    public CompletableFuture<byte[]> sendAndReceiveUdp(
            final @Nullable InetSocketAddress local,
            final InetSocketAddress remote,
            final Message query,
            final byte[] data,
            final int max,
            final Duration timeout) {
        try (DatagramSocket socket = held(local == null ? new DatagramSocket() : new DatagramSocket(local))) {
            socket.connect(remote);
            socket.send(new DatagramPacket(data, data.length));
            return CompletableFuture.completedFuture(receive(socket, data, endNs(timeout)));
        } catch (final IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<byte[]> sendAndReceiveTcp(
            final @Nullable InetSocketAddress local,
            final InetSocketAddress remote,
            final Message query,
            final byte[] data,
            final Duration timeout) {
        final long endNs = endNs(timeout);
        try (Socket socket = held(new Socket())) {
            socket.bind(local);
            socket.connect(remote, leftMs(endNs));
            socket.getOutputStream().write(framed(data));
            return CompletableFuture.completedFuture(receive(socket, endNs));
        } catch (final IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The first datagram with the id of what was sent; a socket that is connected hears the server alone. */
    private static byte[] receive(final DatagramSocket socket, final byte[] sent, final long endNs) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
        for (int i = 0; i < STRAYS_MAX; i++) {
            socket.setSoTimeout(leftMs(endNs));
            packet.setLength(DATAGRAM_BYTES_MAX);
            socket.receive(packet);
            final byte[] received = packet.getData();
            if (packet.getLength() >= ID_BYTES && received[0] == sent[0] && received[1] == sent[1]) {
                return Arrays.copyOf(received, packet.getLength());
            }
        }
        throw new SocketTimeoutException("answers to other questions only");
    }

    /** RFC 1035 section 4.2.2: two bytes of length, then the message. */
    private static byte[] receive(final Socket socket, final long endNs) throws IOException {
        final InputStream in = socket.getInputStream();
        final byte[] length = read(socket, in, 2, endNs);
        return read(socket, in, ((length[0] & 0xff) << 8) | (length[1] & 0xff), endNs);
    }

    private static byte[] read(final Socket socket, final InputStream in, final int bytes, final long endNs)
            throws IOException {
        final byte[] data = new byte[bytes];
        int at = 0;
        while (at < bytes) {
            socket.setSoTimeout(leftMs(endNs));
            final int count = in.read(data, at, bytes - at);
            if (count < 0) {
                throw new EOFException("the name server hung up");
            }
            at += count;
        }
        return data;
    }

    private static byte[] framed(final byte[] data) {
        final byte[] framed = new byte[data.length + 2];
        framed[0] = (byte) (data.length >>> 8);
        framed[1] = (byte) data.length;
        System.arraycopy(data, 0, framed, 2, data.length);
        return framed;
    }

    private long endNs(final Duration timeout) {
        final long nowNs = System.nanoTime();
        return nowNs + Math.min(timeout.toNanos(), deadlineNs - nowNs);
    }

    /** At least 1, for 0 means without end. */
    private static int leftMs(final long endNs) throws SocketTimeoutException {
        final long leftNs = endNs - System.nanoTime();
        if (leftNs <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(Integer.MAX_VALUE, leftNs / MS + 1);
    }

    private synchronized <T extends Closeable> T held(final T socket) throws IOException {
        if (isClosed) {
            socket.close();
            throw new EOFException("closed");
        }
        open = socket;
        return socket;
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (open != null) {
            try {
                open.close();
            } catch (final IOException e) {
                // It is of no more use either way.
                return;
            }
        }
    }
}
