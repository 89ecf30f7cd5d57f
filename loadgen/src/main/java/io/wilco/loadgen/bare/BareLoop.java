package io.wilco.loadgen.bare;

import java.io.IOException;
import java.nio.channels.Selector;

/**
 * The duty cycle of all three roles, the same as {@link io.wilco.transport.EngineRunner}'s: spin a little, then block.
 */
final class BareLoop implements AutoCloseable {
    /** Datagrams taken from a socket before what they caused is sent. */
    static final int RECEIVE_LIMIT = 64;

    private static final int SPINS = 20;
    private static final long BLOCK_MS_MAX = 100;

    private final Selector selector;

    /** One round of work. */
    interface Cycle {
        /** Returns how much there was to do; less than 0 to end. */
        int run(long nowNs) throws IOException;
    }

    BareLoop(final BareSocket... sockets) throws IOException {
        selector = Selector.open();
        for (final BareSocket socket : sockets) {
            socket.register(selector);
        }
    }

    /** Runs cycles until one says that it was the last. */
    void run(final Cycle cycle) throws IOException {
        int spins = 0;
        int work = cycle.run(System.nanoTime());
        while (work >= 0) {
            if (work > 0) {
                spins = 0;
            } else if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                selector.select(key -> {}, BLOCK_MS_MAX);
            }
            work = cycle.run(System.nanoTime());
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
