package io.wilco.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sits between one client and a dispatcher, passes everything on, and remembers what the client sent. */
final class Recorder implements AutoCloseable {
    private static final int REMEMBERED_MAX = 200;

    private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final List<byte[]> sent = new CopyOnWriteArrayList<>();
    private volatile SocketAddress client;

    Recorder(final InetSocketAddress dispatcher) throws IOException {
        back.connect(dispatcher);
        start(() -> {
            final DatagramPacket packet = receive(front);
            client = packet.getSocketAddress();
            final byte[] bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
            if (sent.size() < REMEMBERED_MAX) {
                sent.add(bytes);
            }
            back.send(new DatagramPacket(bytes, bytes.length, dispatcher));
        });
        start(() -> {
            final DatagramPacket packet = receive(back);
            front.send(new DatagramPacket(packet.getData(), packet.getLength(), client));
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private static DatagramPacket receive(final DatagramSocket socket) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return packet;
    }

    private void start(final Step step) {
        final Thread thread = new Thread(() -> {
            try {
                while (true) {
                    step.run();
                }
            } catch (final IOException e) {
                // Closed.
                close();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + front.getLocalPort();
    }

    /** What the client sent, at most the first 200 datagrams. */
    List<byte[]> sent() {
        return sent;
    }

    /** Sends bytes to the dispatcher from the very socket by which it knows the client. */
    void inject(final byte[] bytes, final InetSocketAddress dispatcher) throws IOException {
        back.send(new DatagramPacket(bytes, bytes.length, dispatcher));
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
