package io.wilco.dispatcher.core;

import java.util.List;

/**
 * Who owns the shards of a service, as one dispatcher sees it at one moment; plain data, for any thread.
 *
 * @param version of the service's last change
 * @param moves shards that have changed hands since the placement began
 * @param shards all of them, by number
 */
public record ShardsSnapshot(String service, long version, long moves, List<ShardSnapshot> shards) {
    public ShardsSnapshot {
        shards = List.copyOf(shards);
    }

    /**
     * One shard.
     *
     * @param owner id of the worker; empty: nobody's
     * @param epoch under which it is the owner's, or was the last one's
     * @param next id of the worker that is to have it; empty: it does not move, or is released to nobody
     * @param isMoving whether its owner is to release it
     * @param isReady whether requests for it go to its owner now
     * @param workUs microseconds of each second that the owner's handlers were busy with it lately, by its own word
     */
    public record ShardSnapshot(
            String owner, long epoch, String next, boolean isMoving, boolean isReady, long workUs) {}

    /** The same without the load: all dispatchers that share a placement see this alike, in the end. */
    public ShardsSnapshot withoutWork() {
        return new ShardsSnapshot(
                service,
                version,
                moves,
                shards.stream()
                        .map(shard -> new ShardSnapshot(
                                shard.owner, shard.epoch, shard.next, shard.isMoving, shard.isReady, 0))
                        .toList());
    }

    /** Shards that are to change hands. */
    public int moving() {
        return (int) shards.stream().filter(ShardSnapshot::isMoving).count();
    }

    /** Shards whose requests go to their owner now. */
    public int ready() {
        return (int) shards.stream().filter(ShardSnapshot::isReady).count();
    }
}
