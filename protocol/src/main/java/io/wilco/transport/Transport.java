package io.wilco.transport;

import io.wilco.link.DatagramWriter;
import io.wilco.link.Engine;
import java.io.IOException;
import java.nio.channels.Selector;

/** The sockets of one engine. Used by the thread that runs the engine, but for {@link #close}. */
public interface Transport extends DatagramWriter, AutoCloseable {
    /** Makes the selector wake when a datagram arrives; once, before anything else. */
    void register(Selector selector) throws IOException;

    /**
     * Hands what has arrived to the engine.
     *
     * @param limit most datagrams taken
     * @return how many were taken
     */
    int receive(long nowNs, Engine engine, int limit);

    /** No more than so many datagrams leave with one call from now on; at least 1. */
    void trainMax(int datagrams);

    /** Sends what is written and has not left; false if the network takes no more, and it is to be tried later. */
    boolean flush();

    @Override
    void close();
}
