package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.CommandCodec;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.PlacementCodec;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.FollowFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.PlacementFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dispatchers that follow this one: each is told all there is of the placement, then each command that is agreed on.
 * One that cannot keep up is told all there is again.
 */
final class Followers {
    static final int FOLLOWERS_MAX = 64;

    /** Commands kept for those that have not been told of them yet: as many as come while a large placement travels. */
    private static final int RECENT_MAX = 16_384;

    private static final int PART_BYTES = 8_192;

    /** Messages sent before all of them have been acked: a small link must not drown in what it cannot read yet. */
    private static final int BATCH_MAX = 16;

    /** For so long this dispatcher may be out of touch with its fellows without sending its followers to them. */
    private static final long STALE_NS = 2_000_000_000L;

    private static final long LOOK_NS = 500_000_000L;

    private final Council council;
    private final ServiceTable services;
    private final PlacementReporter reporter;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Entry> recent = new ArrayList<>();
    private final ByteBuffer head = Bytes.heap(PlacementFlyweight.BYTES_OFFSET);
    private @Nullable ByteBuffer image;
    private long imageAt;
    private long firstRecent;
    private long currentNs;
    private long lookNs = Long.MAX_VALUE;

    /** A command as it is told. */
    private static final class Entry {
        private final long timeMs;
        private final ByteBuffer bytes;

        Entry(final long timeMs, final ByteBuffer bytes) {
            this.timeMs = timeMs;
            this.bytes = bytes;
        }
    }

    /** One of them. */
    private final class Follower extends Fellow {
        private final Link link;
        private final boolean takesAny;
        private @Nullable ByteBuffer snapshot;
        private int sent;
        private int index;
        private int batch;
        private long next = -1;

        Follower(final Link link, final boolean takesAny) {
            this.link = link;
            this.takesAny = takesAny;
        }

        @Override
        boolean onMessage(
                final Link from,
                final long nowNs,
                final int kind,
                final ByteBuffer body,
                final int offset,
                final int length) {
            if (kind == MessageKind.PROPOSE) {
                onProposal(Bytes.copy(body, offset, length));
            }
            return true;
        }

        @Override
        void onClosed(final Link closed, final long nowNs, final String text) {
            followers.remove(this);
        }

        /** False if there was no room for all of it. */
        boolean tell(final Placement placement) {
            if (next < firstRecent) {
                snapshot = image(placement);
                sent = 0;
                next = end();
            }
            final ByteBuffer whole = snapshot;
            while (whole != null && snapshot != null) {
                final int most = Math.min(PART_BYTES, link.messageBytesMax() - PlacementFlyweight.BYTES_OFFSET);
                final int length = Math.min(most, whole.limit() - sent);
                final int what = (sent == 0 ? PlacementFlyweight.FIRST_PART : 0)
                        | (sent + length == whole.limit() ? PlacementFlyweight.LAST_PART : 0);
                if (!offer(what, 0, whole, sent, length)) {
                    return false;
                }
                sent += length;
                snapshot = sent == whole.limit() ? null : whole;
            }
            while (next < end()) {
                final Entry entry = recent.get((int) (next - firstRecent));
                if (PlacementFlyweight.BYTES_OFFSET + entry.bytes.limit() > link.messageBytesMax()) {
                    // A follower with a link for dwarfs: from all there is, in parts, it gets this as well.
                    next = -1;
                    return tell(placement);
                }
                if (!offer(PlacementFlyweight.COMMAND, entry.timeMs, entry.bytes, 0, entry.bytes.limit())) {
                    return false;
                }
                next++;
            }
            return true;
        }

        private boolean offer(
                final int what, final long timeMs, final ByteBuffer bytes, final int offset, final int length) {
            final int headLength = PlacementFlyweight.writeHeader(head, 0, council.authority(), index, what, timeMs);
            batch = link.isFlushed() ? 0 : batch;
            if (batch == BATCH_MAX
                    || link.offer(MessageKind.PLACEMENT, head, headLength, bytes, offset, length) == Link.FULL) {
                return false;
            }
            batch++;
            index++;
            return true;
        }
    }

    Followers(final Council council, final ServiceTable services, final PlacementReporter reporter, final long nowNs) {
        this.reporter = reporter;
        this.council = council;
        this.services = services;
        currentNs = nowNs;
    }

    /** A dispatcher asks to be told of the placement; a link that is something else already stays what it is. */
    void onFollow(final Link link, final ByteBuffer body, final int offset, final int length) {
        if (link.attachment() != null || !FollowFlyweight.isValid(length)) {
            return;
        }
        final boolean takesAny = FollowFlyweight.isAny(body, offset);
        final String refusal;
        if (FollowFlyweight.format(body, offset) != PlacementFlyweight.FORMAT) {
            refusal = "it is of another version of Wilco";
        } else if (!council.hasSay()) {
            refusal = "it follows others itself";
        } else if (followers.size() == FOLLOWERS_MAX) {
            refusal = "it has " + FOLLOWERS_MAX + " followers, as many as it may";
        } else if (!takesAny && !council.isCurrent()) {
            refusal = "it is out of touch with the other members of its cluster";
        } else {
            refusal = "";
        }
        if (refusal.isEmpty()) {
            final Follower follower = new Follower(link, takesAny);
            link.attach(follower);
            followers.add(follower);
            lookNs = Math.min(lookNs, currentNs);
        } else {
            link.close(CloseReason.NORMAL, refusal);
        }
    }

    /** All there is, as bytes, of which each reader keeps its own place; the same for all who need it now. */
    private ByteBuffer image(final Placement placement) {
        if (image == null || imageAt != end()) {
            image = ByteBuffer.wrap(PlacementCodec.encode(placement));
            imageAt = end();
        }
        return image;
    }

    /** How many commands there have been. */
    private long end() {
        return firstRecent + recent.size();
    }

    /** The one thing that a follower may ask for: owners of the shards of a service that there is. */
    private void onProposal(final byte[] bytes) {
        try {
            final Service service =
                    CommandCodec.decode(bytes) instanceof Command.Use use ? services.named(use.service()) : null;
            if (service != null && service.shards() == null) {
                reporter.onUse(service);
            }
        } catch (final IllegalArgumentException e) {
            // Of another version, or nonsense: nothing for us.
        }
    }

    /** A command has been carried out. */
    void onAgreed(final long timeMs, final Command command) {
        if (followers.isEmpty()) {
            firstRecent = end() + 1;
            recent.clear();
            image = null;
            return;
        }
        recent.add(new Entry(timeMs, ByteBuffer.wrap(CommandCodec.encode(command))));
        if (recent.size() > RECENT_MAX) {
            recent.subList(0, RECENT_MAX / 2).clear();
            firstRecent += RECENT_MAX / 2;
        }
    }

    /** Tells what can be told now. */
    void run(final Placement placement, final long nowNs) {
        if (followers.isEmpty()) {
            lookNs = Long.MAX_VALUE;
            return;
        }
        if (nowNs >= lookNs) {
            look(nowNs);
        }
        long needed = Long.MAX_VALUE;
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).tell(placement);
            needed = Math.min(needed, followers.get(i).next);
        }
        if (!recent.isEmpty() && needed > firstRecent) {
            recent.subList(0, (int) (needed - firstRecent)).clear();
            firstRecent = needed;
        }
    }

    /** Sends followers away while what this dispatcher knows may be old. */
    private void look(final long nowNs) {
        lookNs = nowNs + LOOK_NS;
        if (council.isCurrent()) {
            currentNs = nowNs;
        }
        for (int i = followers.size() - 1; i >= 0 && nowNs - currentNs > STALE_NS; i--) {
            final Follower follower = followers.get(i);
            if (!follower.takesAny) {
                followers.remove(i);
                follower.link.close(CloseReason.NORMAL, "it is out of touch with the other members of its cluster");
            }
        }
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        return followers.isEmpty() ? Long.MAX_VALUE : lookNs;
    }
}
