package io.wilco.client.core;

import io.wilco.wire.CloseReason;
import io.wilco.wire.Priority;
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

    /**
     * A dispatcher has more to do than it can, and wants so many calls of a service to be open at most; more are
     * refused at once.
     *
     * @param calls 0 if there is no bound any more
     */
    default void onWindow(final byte[] service, final Priority priority, final int calls, final long nowNs) {}

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
