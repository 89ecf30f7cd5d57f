package io.wilco.link;

import io.wilco.wire.CloseReason;
import io.wilco.wire.LoadReport;
import java.nio.ByteBuffer;

/** What an endpoint tells its owner. Called on the endpoint's thread, never from within {@code offer}. */
public interface LinkHandler {
    /** Messages can be offered from now on. */
    void onEstablished(Link link, long nowNs);

    /**
     * A message arrived; this is its only delivery.
     *
     * @param kind one of {@link io.wilco.wire.MessageKind}, or unknown
     * @param body readable only during the call
     * @return false if there is no room for it now: it then counts as lost, and the peer sends it again
     */
    boolean onMessage(Link link, long nowNs, int kind, ByteBuffer body, int offset, int length);

    /**
     * A load report newer than any before.
     *
     * @param report readable only during the call
     */
    default void onLoadReport(final Link link, final long nowNs, final LoadReport report) {}

    /** After an offer was refused, or credit had run out: there is room or credit again. */
    default void onWritable(final Link link, final long nowNs) {}

    /** Nothing was heard for {@link LinkConfig#suspectAfterNs}, though something should have been. */
    default void onSuspect(final Link link, final long nowNs) {}

    /**
     * The peer, or silence, ended the link; not called after {@link Link#close}. The link can still be asked
     * {@link Link#mayHaveArrived}.
     *
     * @param text the peer's words, may be empty
     */
    void onClosed(Link link, long nowNs, CloseReason reason, String text);
}
