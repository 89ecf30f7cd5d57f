package io.wilco.worker.core;

import io.wilco.wire.Shards;

/** The shards of one service, as their owner sees them. */
final class OwnedShards {
    /** What this worker has to do with a shard. */
    enum Stage {
        /** Another's, or nobody's. */
        NONE,
        /** Given to this worker, whose embedder prepares for it. */
        ACQUIRING,
        /** May be executed for. */
        OWNED,
        /** To be given up: nothing new is begun, what runs is waited for. */
        ENDING,
        /** Nothing runs any more; the embedder hands over. */
        RELEASING
    }

    private final Stage[] stages = new Stage[Shards.COUNT];
    private final long[] epochs = new long[Shards.COUNT];
    private final int[] running = new int[Shards.COUNT];
    private final long[] versions = new long[Shards.PAGES];
    private final long[] spentNs = new long[Shards.COUNT];
    private final long[] workUs = new long[Shards.COUNT];

    OwnedShards() {
        java.util.Arrays.fill(stages, Stage.NONE);
    }

    Stage stage(final int shard) {
        return stages[shard];
    }

    /** Under which it was given to this worker; 0 if it is not this worker's. */
    long epoch(final int shard) {
        return epochs[shard];
    }

    void set(final int shard, final Stage stage, final long epoch) {
        stages[shard] = stage;
        epochs[shard] = stage == Stage.NONE ? 0 : epoch;
        workUs[shard] = 0;
        spentNs[shard] = 0;
    }

    void advance(final int shard, final Stage stage) {
        assert stage != Stage.NONE;
        stages[shard] = stage;
    }

    /** Executions for it now, under whatever epoch. */
    int running(final int shard) {
        return running[shard];
    }

    void onStarted(final int shard) {
        running[shard]++;
    }

    void onEnded(final int shard) {
        running[shard]--;
        assert running[shard] >= 0;
    }

    /** A handler has spent so long for it. */
    void onSpent(final int shard, final long ns) {
        spentNs[shard] += ns;
    }

    /** Microseconds of each second that handlers were busy with it, lately. */
    long workUs(final int shard) {
        return workUs[shard];
    }

    /** Such a time has passed since the last call; true if the work of any shard of a page has changed. */
    boolean measure(final int page, final long periodNs) {
        boolean isChanged = false;
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            final long nowUs = spentNs[shard] * 1_000 / Math.max(1, periodNs / 1_000);
            // Half of it is what it was before: a moment's lull says little.
            final long smoothUs = (workUs[shard] + nowUs) / 2;
            isChanged |= smoothUs != workUs[shard];
            workUs[shard] = smoothUs;
            spentNs[shard] = 0;
        }
        return isChanged;
    }

    /** Of the newest word of that page. */
    long version(final int page) {
        return versions[page];
    }

    void setVersion(final int page, final long version) {
        versions[page] = version;
    }
}
