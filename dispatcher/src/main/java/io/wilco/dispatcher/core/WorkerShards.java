package io.wilco.dispatcher.core;

import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a worker holds of a service, by its own word on its present link, and what it has to be told. */
final class WorkerShards {
    private long @Nullable [] epochs;
    private final boolean[] isBusy = new boolean[Shards.COUNT];
    private final long[] versions = new long[Shards.PAGES];
    private final int[] turns = new int[Shards.PAGES];
    private final long[] saidVersions = new long[Shards.PAGES];

    /** A bit for each page. */
    private int toldSomething;

    private int unsaid;
    private long saidTerm;
    private long term;
    private boolean saidGrants;

    /** Takes its word in; false if a newer one was known. */
    boolean onHolding(final ByteBuffer body, final int offset) {
        final int page = ShardsFlyweight.page(body, offset);
        final int turn = ShardsFlyweight.turn(body, offset);
        if (turn - turns[page] <= 0) {
            return false;
        }
        turns[page] = turn;
        versions[page] = ShardsFlyweight.version(body, offset);
        term = Math.max(term, ShardsFlyweight.term(body, offset));
        final long[] held = held();
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            held[shard] = 0;
        }
        for (int i = 0; i < ShardsFlyweight.count(body, offset); i++) {
            final int shard = ShardsFlyweight.shard(body, offset, i);
            held[shard] = ShardsFlyweight.epoch(body, offset, i);
            isBusy[shard] = ShardsFlyweight.isBusy(body, offset, i);
        }
        return true;
    }

    private long[] held() {
        if (epochs == null) {
            epochs = new long[Shards.COUNT];
        }
        return epochs;
    }

    /** Whether it is ready for requests of a shard under that epoch. */
    boolean isReady(final int shard, final long epoch) {
        return epochs != null && epochs[shard] == epoch && !isBusy[shard];
    }

    /** Whether it knew of a shard that it got with that epoch, and does not hold it any more. */
    boolean hasReleased(final int shard, final long epoch) {
        return versions[shard / Shards.PAGE] >= epoch && held()[shard] != epoch;
    }

    /** The newest one that it has heard of. */
    long term() {
        return term;
    }

    /** Whether it has not been told of that version of a page, on this link. */
    boolean isBehind(final int page, final long version) {
        return saidVersions[page] < version;
    }

    /** Whether it holds anything of a page. */
    boolean holdsAny(final int page) {
        if (epochs != null) {
            for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
                if (epochs[shard] != 0) {
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
    void onTerm(final long term, final boolean grants) {
        if (term != saidTerm || grants != saidGrants) {
            saidTerm = term;
            saidGrants = grants;
            unsaid |= toldSomething | 1;
        }
    }

    void onSaid(final int page, final boolean ownsAny, final long version) {
        saidVersions[page] = version;
        unsaid &= ~(1 << page);
        toldSomething = ownsAny ? toldSomething | 1 << page : toldSomething & ~(1 << page);
    }
}
