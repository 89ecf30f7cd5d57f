package io.wilco.dispatcher.core;

import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a worker holds of a service, by its own word on its present link, and what it has to be told. */
final class WorkerShards {
    /** Nothing is kept of workers whose services nobody asks for keys: there may be many. */
    private @Nullable Pages known;

    /** A bit for each page. */
    private int toldSomething;

    private int unsaid;
    private long saidTerm;
    private long term;
    private boolean saidGrants;

    /** What a worker's word has changed. */
    enum Word {
        /** A newer one was known. */
        OLD,
        /** How much it has to do, or nothing. */
        WORK,
        /** What it holds, or is ready for. */
        SHARDS
    }

    /** What is known of each shard and each page. */
    private static final class Pages {
        private final long[] epochs = new long[Shards.COUNT];
        private final boolean[] isBusy = new boolean[Shards.COUNT];
        private final long[] workUs = new long[Shards.COUNT];
        private final long[] versions = new long[Shards.PAGES];
        private final long[] saidVersions = new long[Shards.PAGES];
        private final int[] turns = new int[Shards.PAGES];
    }

    private Pages pages() {
        if (known == null) {
            known = new Pages();
        }
        return known;
    }

    /** Takes its word in. */
    Word onHolding(final ByteBuffer body, final int offset) {
        final Pages pages = pages();
        final int page = ShardsFlyweight.page(body, offset);
        final int turn = ShardsFlyweight.turn(body, offset);
        if (turn - pages.turns[page] <= 0) {
            return Word.OLD;
        }
        pages.turns[page] = turn;
        boolean isChanged = pages.versions[page] != ShardsFlyweight.version(body, offset)
                || term != ShardsFlyweight.term(body, offset);
        pages.versions[page] = ShardsFlyweight.version(body, offset);
        term = Math.max(term, ShardsFlyweight.term(body, offset));
        int entry = 0;
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            // Ascending; those that are not named are not held.
            final boolean isHeld =
                    entry < ShardsFlyweight.count(body, offset) && ShardsFlyweight.shard(body, offset, entry) == shard;
            final long epoch = isHeld ? ShardsFlyweight.epoch(body, offset, entry) : 0;
            final boolean isNowBusy = isHeld && ShardsFlyweight.isBusy(body, offset, entry);
            isChanged |= pages.epochs[shard] != epoch || pages.isBusy[shard] != isNowBusy;
            pages.epochs[shard] = epoch;
            pages.isBusy[shard] = isNowBusy;
            pages.workUs[shard] = isHeld ? ShardsFlyweight.workUs(body, offset, entry) : 0;
            entry += isHeld ? 1 : 0;
        }
        return isChanged ? Word.SHARDS : Word.WORK;
    }

    /** Whether it is ready for requests of a shard under that epoch. */
    boolean isReady(final int shard, final long epoch) {
        return known != null && known.epochs[shard] == epoch && !known.isBusy[shard];
    }

    /** Whether it knew of a shard that it got with that epoch, and does not hold it any more. */
    boolean hasReleased(final int shard, final long epoch) {
        return known != null && known.versions[shard / Shards.PAGE] >= epoch && known.epochs[shard] != epoch;
    }

    /** The newest one that it has heard of. */
    long term() {
        return term;
    }

    /** Whether it has not been told of that version of a page, on this link. */
    boolean isBehind(final int page, final long version) {
        return version > (known == null ? 0 : known.saidVersions[page]);
    }

    /** Microseconds of each second that it is busy with a shard. */
    long workUs(final int shard) {
        return known == null ? 0 : known.workUs[shard];
    }

    /** Whether it holds anything of a page. */
    boolean holdsAny(final int page) {
        if (known != null) {
            for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
                if (known.epochs[shard] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Its shards of a page have changed, or may have. */
    void onChanged(final int page, final boolean ownsAny) {
        if (ownsAny || (toldSomething & 1 << page) != 0 || holdsAny(page)) {
            unsaid |= 1 << page;
        }
    }

    /** What was said has to be said again. */
    void repeat() {
        unsaid |= toldSomething | 1;
    }

    /** A page that it has to be told of; -1 if there is none. */
    int nextUnsaid() {
        final int page = Integer.numberOfTrailingZeros(unsaid);
        return page == Shards.PAGES ? -1 : page;
    }

    /**
     * In a new term, or when what this dispatcher may grant has changed, all that was said has to be said again, and at
     * least something.
     */
    void onTerm(final long newTerm, final boolean grants) {
        if (newTerm != saidTerm || grants != saidGrants) {
            saidTerm = newTerm;
            saidGrants = grants;
            repeat();
        }
    }

    void onSaid(final int page, final boolean ownsAny, final long version) {
        pages().saidVersions[page] = version;
        unsaid &= ~(1 << page);
        toldSomething = ownsAny ? toldSomething | 1 << page : toldSomething & ~(1 << page);
    }
}
