package io.wilco.client.core;

import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;

/** What a client's engine tells its owner, on the engine's thread. */
public interface CallListener {
    /**
     * A call ended; nothing more is heard of it.
     *
     * @param context what was given with the call
     * @param outcome how it ended; readable only during the call
     */
    void onOutcome(Object context, long nowNs, Outcome outcome);

    /** A dispatcher can be reached. */
    default void onConnected(final InetSocketAddress dispatcher, final long nowNs) {}

    /**
     * The link to a dispatcher ended or could not be opened; the engine goes on trying.
     *
     * @param wasConnected whether it had been open
     */
    default void onDisconnected(
            final InetSocketAddress dispatcher,
            final long nowNs,
            final CloseReason reason,
            final boolean wasConnected) {}
}
