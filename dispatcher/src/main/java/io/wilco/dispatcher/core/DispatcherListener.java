package io.wilco.dispatcher.core;

import io.wilco.wire.CloseReason;
import java.net.InetSocketAddress;

/** What a dispatcher's engine tells its owner, on the engine's thread. */
public interface DispatcherListener {
    /** A worker registered. */
    default void onWorkerUp(final String id, final InetSocketAddress address, final long nowNs) {}

    /** A worker is silent though it should answer; it gets no new requests. */
    default void onWorkerSuspect(final String id, final long nowNs) {}

    /**
     * A worker that was suspect answers again.
     *
     * @param redispatched requests given to other workers meanwhile
     */
    default void onWorkerRecovered(final String id, final long redispatched, final long nowNs) {}

    /**
     * A worker fails much more than the others; it gets nothing for a while.
     *
     * @param errorShare of its latest answers, 0 to 1
     */
    default void onWorkerEjected(final String id, final double errorShare, final long forNs, final long nowNs) {}

    /** A worker that was out gets requests again. */
    default void onWorkerTakenBack(final String id, final long nowNs) {}

    /**
     * A worker's link ended.
     *
     * @param redispatched requests given to other workers because of it, since it went silent
     */
    default void onWorkerDown(final String id, final CloseReason reason, final long redispatched, final long nowNs) {}

    /** Of the dispatchers that this one follows, it is that one that tells of the placement now. */
    default void onSource(final InetSocketAddress address, final long nowNs) {}

    /**
     * A dispatcher that was to be followed tells nothing, or nothing more.
     *
     * @param why in words for people
     */
    default void onSourceLost(final InetSocketAddress address, final String why, final long nowNs) {}
}
