package io.wilco.dispatcher.placement;

import io.wilco.wire.PlacementFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Of a dispatcher that has no say: it follows what others agree on, by the word of one of them. That one tells all
 * there is, then each command; what comes out of order waits. When another one tells instead, it begins with all there
 * is again; it must not know less than was known before.
 */
public final class FollowedCouncil implements Council {
    /** Messages that may come before one that is missing. */
    private static final int EARLY_MAX = 256;

    private static final int SNAPSHOT_BYTES_MAX = 64 << 20;

    private final Placement placement = new Placement();
    private final TreeMap<Integer, Part> early = new TreeMap<>();
    private final Queue<Agreed> agreed = new ArrayDeque<>();
    private Consumer<Command> outlet = command -> {};
    private @Nullable ByteWriter parts;
    private @Nullable Placement restored;
    private long authority;
    private long toldAuthority;
    private int next;

    /** A message. */
    private static final class Part {
        private final int what;
        private final long timeMs;
        private final byte[] bytes;

        Part(final int what, final long timeMs, final byte[] bytes) {
            this.what = what;
            this.timeMs = timeMs;
            this.bytes = bytes;
        }
    }

    /** A command and its time. */
    private record Agreed(long timeMs, Command command) {}

    /** What is to become of a message and its sender. */
    public enum Verdict {
        TAKEN,
        /** There is no room for it now. */
        LATER,
        /** The sender knows less than was known before. */
        OLD,
        /** It is nothing that this version understands. */
        BAD
    }

    /** Somebody else is going to tell: from the beginning. */
    public void onSource() {
        early.clear();
        parts = null;
        next = 0;
        toldAuthority = 0;
    }

    /** Takes a valid PLACEMENT body in. */
    public Verdict onPart(final ByteBuffer body, final int offset, final int length) {
        final int index = PlacementFlyweight.index(body, offset);
        if (index < next) {
            return Verdict.BAD;
        }
        if (index - next > EARLY_MAX) {
            return Verdict.LATER;
        }
        toldAuthority = PlacementFlyweight.authority(body, offset);
        early.put(
                index,
                new Part(
                        PlacementFlyweight.what(body, offset),
                        PlacementFlyweight.timeMs(body, offset),
                        PlacementFlyweight.bytes(body, offset, length)));
        Verdict verdict = Verdict.TAKEN;
        for (Part part = early.remove(next); part != null && verdict == Verdict.TAKEN; part = early.remove(next)) {
            next++;
            verdict = inOrder(part);
        }
        return verdict;
    }

    private Verdict inOrder(final Part part) {
        try {
            if (part.what == PlacementFlyweight.COMMAND) {
                agreed.add(new Agreed(part.timeMs, CommandCodec.decode(part.bytes)));
                return Verdict.TAKEN;
            }
            return snapshot(part);
        } catch (final IllegalArgumentException e) {
            return Verdict.BAD;
        }
    }

    private Verdict snapshot(final Part part) {
        if ((part.what & PlacementFlyweight.FIRST_PART) != 0) {
            parts = new ByteWriter();
        }
        if (parts == null || parts.size() + part.bytes.length > SNAPSHOT_BYTES_MAX) {
            return Verdict.BAD;
        }
        parts.bytes(part.bytes);
        if ((part.what & PlacementFlyweight.LAST_PART) == 0) {
            return Verdict.TAKEN;
        }
        final Placement told = PlacementCodec.decode(parts.bytes());
        parts = null;
        if (toldAuthority == authority && told.version() < known().version()) {
            return Verdict.OLD;
        }
        authority = toldAuthority;
        restored = told;
        agreed.clear();
        return Verdict.TAKEN;
    }

    private Placement known() {
        return restored == null ? placement : restored;
    }

    /** Whether nobody has told anything yet. */
    public boolean isBlind() {
        return authority == 0;
    }

    /** Where to hand over what may be proposed all the same. */
    public void onProposal(final Consumer<Command> newOutlet) {
        outlet = newOutlet;
    }

    @Override
    public long authority() {
        return authority;
    }

    @Override
    public int self() {
        return NO_SAY;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public boolean isNew() {
        return false;
    }

    @Override
    public boolean isLeading() {
        return false;
    }

    @Override
    public void propose(final Command command, final long nowNs) {
        outlet.accept(command);
    }

    @Override
    public void poll(final long nowNs, final Listener listener) {
        final Placement told = restored;
        if (told != null) {
            restored = null;
            placement.become(told);
            listener.onRestored();
        }
        for (Agreed entry = agreed.poll(); entry != null; entry = agreed.poll()) {
            listener.onAgreed(entry.timeMs, entry.command);
        }
    }
}
