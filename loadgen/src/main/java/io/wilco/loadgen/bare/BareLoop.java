package io.wilco.loadgen.bare;

import io.wilco.transport.Spinning;
import java.io.IOException;
import java.nio.channels.Selector;

/**
 * The duty cycle of all three roles, the same as {@link io.wilco.transport.EngineRunner}'s: spin a little, then block.
 */
final class BareLoop implements AutoCloseable {
    /** Datagrams taken from a socket before what they caused is sent. */
    static final int RECEIVE_LIMIT = 64;

    private static final long BLOCK_MS_MAX = 100;

    private final Spinning spinning;
    private final Selector selector;

    /** One round of work. */
    interface Cycle {
        /** Returns how much there was to do; less than 0 to end. */
        int run(long nowNs) throws IOException;
    }

    BareLoop(final Spinning spinning, final BareSocket... sockets) throws IOException {
        this.spinning = spinning;
        selector = Selector.open();
        for (final BareSocket socket : sockets) {
            socket.register(selector);
        }
    }

    /** Runs cycles until one says that it was the last. */
    void run(final Cycle cycle) throws IOException {
        int work;
        do {
            final long nowNs = System.nanoTime();
            work = cycle.run(nowNs);
            if (work >= 0 && spinning.isOver(nowNs, work)) {
                selector.select(key -> {}, BLOCK_MS_MAX);
            }
        } while (work >= 0);
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
