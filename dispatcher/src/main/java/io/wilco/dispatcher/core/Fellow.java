package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import java.nio.ByteBuffer;

/** Another dispatcher at the other end of a link; the link's attachment. */
abstract class Fellow {
    /** The link that this end has opened is there. */
    void onEstablished(final Link link, final long nowNs) {}

    /** A message that only dispatchers send each other; false if there is no room for it now. */
    boolean onMessage(
            final Link link,
            final long nowNs,
            final int kind,
            final ByteBuffer body,
            final int offset,
            final int length) {
        return true;
    }

    /**
     * The link has ended, not by this end.
     *
     * @param text the other one's words, may be empty
     */
    abstract void onClosed(Link link, long nowNs, String text);
}
