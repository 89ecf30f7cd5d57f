package io.wilco.dispatcher.core;

import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.HereFlyweight;
import io.wilco.wire.MessageKind;
import java.nio.ByteBuffer;

/** Tells whoever asks which zone this dispatcher is in. Remembers nothing of who asked: any link may, and often. */
final class Whereabouts {
    private final ByteBuffer here = Bytes.heap(HereFlyweight.LENGTH_MAX);
    private final int length;

    Whereabouts(final String zone) {
        length = HereFlyweight.write(here, 0, zone);
    }

    /**
     * Answers a WHERE; false if its link has no room for that. The question then counts as lost, and comes again: one
     * who asks without hearing the answers fills its own link's window, and no more.
     */
    boolean onWhere(final Link link) {
        return link.offer(MessageKind.HERE, here, length, here, 0, 0) != Link.FULL;
    }
}
