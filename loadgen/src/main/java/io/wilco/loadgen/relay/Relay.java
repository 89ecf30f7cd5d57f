package io.wilco.loadgen.relay;

import io.wilco.transport.Faults;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Passes datagrams between whoever sends to it and one upstream address, each sender through a socket of its own, and
 * loses, repeats and reorders them on the way, in both directions. One daemon thread; {@link #close} ends it.
 */
public final class Relay implements AutoCloseable {
    /** Senders served at once; datagrams of further ones are dropped. */
    public static final int FLOWS_MAX = 1_024;

    private static final int BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int DATAGRAM_BYTES_MAX = 65_536;
    private static final int BATCH_MAX = 64;

    /** A datagram that is held back so that others overtake it leaves after this time, if no other one comes. */
    private static final long HELD_MS_MAX = 2;

    private final DatagramChannel listening;
    private final InetSocketAddress address;
    private final InetSocketAddress upstream;
    private final Faults faults;
    private final SplittableRandom random;
    private final Selector selector;
    private final Thread thread;
    private final Map<SocketAddress, Flow> flows = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
    private volatile boolean isClosing;

    /** One sender, and the socket by which the upstream knows it. */
    private static final class Flow {
        private final SocketAddress sender;
        private final DatagramChannel channel;
        private final Held toUpstream = new Held();
        private final Held toSender = new Held();

        Flow(final SocketAddress sender, final DatagramChannel channel) {
            this.sender = sender;
            this.channel = channel;
        }
    }

    /** The datagram that waits to be overtaken in one direction of a flow. */
    private static final class Held {
        private byte @Nullable [] bytes;
    }

    /**
     * Opens the relay and starts its thread.
     *
     * @param listen where senders find it; port 0 takes any free one
     * @param upstream where datagrams go
     * @throws IOException if the address cannot be bound
     */
    public Relay(final InetSocketAddress listen, final InetSocketAddress upstream, final Faults faults)
            throws IOException {
        this.upstream = upstream;
        this.faults = faults;
        random = new SplittableRandom(faults.seed());
        selector = Selector.open();
        listening = open();
        listening.bind(listen);
        address = (InetSocketAddress) listening.getLocalAddress();
        listening.register(selector, SelectionKey.OP_READ);
        thread = new Thread(this::run, "wilco-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static DatagramChannel open() throws IOException {
        final DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        return channel;
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    private void run() {
        try {
            while (!isClosing) {
                selector.select(key -> {}, HELD_MS_MAX);
                int passed = passDown();
                for (final Flow flow : flows.values()) {
                    passed += passUp(flow);
                }
                if (passed == 0) {
                    releaseAll();
                }
            }
        } catch (final ClosedSelectorException | IOException e) {
            // Closed from outside.
            isClosing = true;
        }
    }

    private int passDown() throws IOException {
        int passed = 0;
        while (passed < BATCH_MAX) {
            buffer.clear();
            final SocketAddress sender = listening.receive(buffer);
            if (sender == null) {
                break;
            }
            passed++;
            final Flow flow = flowOf(sender);
            if (flow != null) {
                pass(flow, flow.toUpstream, true);
            }
        }
        return passed;
    }

    private int passUp(final Flow flow) {
        int passed = 0;
        while (passed < BATCH_MAX) {
            buffer.clear();
            try {
                if (flow.channel.read(buffer) == 0) {
                    break;
                }
            } catch (final IOException e) {
                // Nothing listens upstream at the moment.
                break;
            }
            passed++;
            pass(flow, flow.toSender, false);
        }
        return passed;
    }

    private @Nullable Flow flowOf(final SocketAddress sender) throws IOException {
        final Flow known = flows.get(sender);
        if (known != null || flows.size() == FLOWS_MAX) {
            return known;
        }
        final DatagramChannel channel = open();
        channel.connect(upstream);
        channel.register(selector, SelectionKey.OP_READ);
        final Flow flow = new Flow(sender, channel);
        flows.put(sender, flow);
        return flow;
    }

    /** Passes the datagram in the buffer on, or not, or twice, or after the next one. */
    private void pass(final Flow flow, final Held held, final boolean isUp) {
        buffer.flip();
        if (random.nextDouble() < faults.loss()) {
            return;
        }
        if (held.bytes == null && random.nextDouble() < faults.reorder()) {
            held.bytes = new byte[buffer.remaining()];
            buffer.get(held.bytes);
            return;
        }
        send(flow, isUp, buffer);
        if (random.nextDouble() < faults.duplicate()) {
            send(flow, isUp, buffer.rewind());
        }
        release(flow, held, isUp);
    }

    private void release(final Flow flow, final Held held, final boolean isUp) {
        final byte[] bytes = held.bytes;
        if (bytes != null) {
            held.bytes = null;
            send(flow, isUp, ByteBuffer.wrap(bytes));
        }
    }

    private void releaseAll() {
        for (final Flow flow : flows.values()) {
            release(flow, flow.toUpstream, true);
            release(flow, flow.toSender, false);
        }
    }

    private void send(final Flow flow, final boolean isUp, final ByteBuffer datagram) {
        try {
            if (isUp) {
                flow.channel.write(datagram);
            } else {
                listening.send(datagram, flow.sender);
            }
        } catch (final IOException e) {
            // One more loss: that is what a relay like this is for.
            return;
        }
    }

    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
        try {
            thread.join();
            listening.close();
            for (final Flow flow : flows.values()) {
                flow.channel.close();
            }
            selector.close();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final IOException e) {
            // Nothing is owed to anyone any more.
            return;
        }
    }

    /** Waits until it is closed. */
    public void join() throws InterruptedException {
        thread.join();
    }
}
