package io.wilco.worker.core;

import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;

/** What a worker's engine tells its owner, on the engine's thread. */
public interface WorkerListener {
    /** A dispatcher took the registration; requests may come. */
    default void onRegistered(final InetSocketAddress dispatcher, final long nowNs) {}

    /** A dispatcher did not take it; it is tried again later. */
    default void onRefused(final InetSocketAddress dispatcher, final long nowNs, final String text) {}

    /**
     * The link to a dispatcher ended or could not be opened; the engine goes on trying.
     *
     * @param wasRegistered whether requests could have come from it
     */
    default void onDisconnected(
            final InetSocketAddress dispatcher,
            final long nowNs,
            final CloseReason reason,
            final boolean wasRegistered) {}
}
