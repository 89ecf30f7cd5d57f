package io.wilco.dispatcher.placement;

import io.wilco.wire.Shards;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shards of one service: each one's owner, since which version, and who is to have it next. */
public final class ShardPlan {
    private final String service;
    final @Nullable Node[] owners = new Node[Shards.COUNT];
    final @Nullable Node[] nexts = new Node[Shards.COUNT];
    final long[] epochs = new long[Shards.COUNT];
    final long[] pageVersions = new long[Shards.PAGES];
    final Map<String, Integer> biases = new TreeMap<>();
    long version;
    long moves;

    ShardPlan(final String service) {
        this.service = service;
    }

    public String service() {
        return service;
    }

    /** Of its last change. */
    public long version() {
        return version;
    }

    /** Of the last change of a page. */
    public long pageVersion(final int page) {
        return pageVersions[page];
    }

    /** How many shards have changed from one owner to another so far. */
    public long moves() {
        return moves;
    }

    /** Whether nobody owns any shard. */
    boolean isUnowned() {
        for (final Node owner : owners) {
            if (owner != null) {
                return false;
            }
        }
        return true;
    }

    /** Whether a node owns any shard of a page. */
    public boolean ownsAny(final Node node, final int page) {
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            if (owners[shard] == node) {
                return true;
            }
        }
        return false;
    }

    /** Null while nobody owns it. */
    public @Nullable Node owner(final int shard) {
        return owners[shard];
    }

    /** Under which its owner has it, or its last one had it. */
    public long epoch(final int shard) {
        return epochs[shard];
    }

    /** Whether its owner is to release it. */
    public boolean isMoving(final int shard) {
        return nexts[shard] != null;
    }

    /** The id of who is to have it next; empty if nobody. */
    public String nextId(final int shard) {
        final Node next = nexts[shard];
        return next == null ? "" : next.id();
    }

    /** Who is to have it as soon as its owner has released it; null unless it moves. */
    @Nullable
    Node next(final int shard) {
        return nexts[shard];
    }

    /** How many shards more than its share a worker is to have, for the load of those it has. */
    int bias(final Node node) {
        return biases.getOrDefault(node.id(), 0);
    }

    void shift(final Node from, final Node to) {
        biases.merge(from.id(), -1, Integer::sum);
        biases.merge(to.id(), 1, Integer::sum);
    }

    void clearBias(final Node node) {
        biases.remove(node.id());
    }

    /** Whose it is or is to be; null if nobody's. */
    @Nullable
    Node holder(final int shard) {
        final Node next = nexts[shard];
        return next == null ? owners[shard] : next;
    }

    void give(final int shard, final Node node, final long newVersion) {
        moves += epochs[shard] == 0 ? 0 : 1;
        owners[shard] = node;
        nexts[shard] = null;
        epochs[shard] = newVersion;
        touch(shard, newVersion);
    }

    void move(final int shard, final Node to, final long newVersion) {
        nexts[shard] = to;
        touch(shard, newVersion);
    }

    /** Its owner is gone, and there is nobody else. */
    void orphan(final int shard, final long newVersion) {
        owners[shard] = null;
        nexts[shard] = null;
        touch(shard, newVersion);
    }

    private void touch(final int shard, final long newVersion) {
        pageVersions[shard / Shards.PAGE] = newVersion;
        version = newVersion;
    }
}
