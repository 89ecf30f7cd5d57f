package io.wilco.dispatcher.placement;

import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves shards from workers that have more to do for them than their share to those that have less, a few at a time
 * (Slicer, OSDI 2016). A shard goes only where it makes the busiest of both less busy.
 */
public final class Rebalancer {
    /** A worker that has so many times its share of the work, or less, is left alone. */
    private static final double TOLERATED = 1.1;

    /** Between two rounds; what has moved must show in the workers' words. */
    public static final long ROUND_NS = 5_000_000_000L;

    /** Less work than this, in microseconds a second, is not worth moving anything for. */
    private static final long WORK_US_MIN = 10_000;

    private final Placement placement;
    private final ShardPlan plan;
    private final long[] workUs;
    private final List<Node> nodes;
    private final Node[] owners = new Node[Shards.COUNT];
    private final double[] loads;
    private final double[] shares;

    private Rebalancer(final Placement placement, final ShardPlan plan, final long[] workUs) {
        this.placement = placement;
        this.plan = plan;
        this.workUs = workUs;
        nodes = placement.candidates(plan);
        loads = new double[nodes.size()];
        shares = new double[nodes.size()];
    }

    /**
     * What should move now.
     *
     * @param workUs of each shard: microseconds of each second that handlers are busy with it
     * @return a few moves at the most; none while any shard moves, or if all is well
     */
    public static List<Command.Move> moves(final Placement placement, final ShardPlan plan, final long[] workUs) {
        return new Rebalancer(placement, plan, workUs).moves();
    }

    private List<Command.Move> moves() {
        final List<Command.Move> moves = new ArrayList<>();
        if (nodes.size() < 2 || !measure()) {
            return moves;
        }
        while (moves.size() < placement.settings().movesMax()) {
            final int from = busiest();
            final int to = idlest();
            final int shard = loads[from] > TOLERATED * shares[from] ? best(from, to) : -1;
            if (shard < 0) {
                return moves;
            }
            moves.add(new Command.Move(
                    plan.service(), shard, plan.epoch(shard), nodes.get(to).id()));
            owners[shard] = nodes.get(to);
            loads[from] -= workUs[shard];
            loads[to] += workUs[shard];
        }
        return moves;
    }

    /** Who has how much to do, and should have; false if nothing should be done now. */
    private boolean measure() {
        double total = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node owner = plan.owner(shard);
            final int index = owner == null ? -1 : nodes.indexOf(owner);
            if (index < 0 || plan.isMoving(shard)) {
                return false;
            }
            owners[shard] = nodes.get(index);
            loads[index] += workUs[shard];
            total += workUs[shard];
        }
        double weights = 0;
        for (final Node node : nodes) {
            weights += placement.weight(node);
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = total * placement.weight(nodes.get(i)) / weights;
        }
        return total >= WORK_US_MIN;
    }

    private int busiest() {
        int best = 0;
        for (int i = 1; i < loads.length; i++) {
            if (loads[i] / shares[i] > loads[best] / shares[best]) {
                best = i;
            }
        }
        return best;
    }

    private int idlest() {
        int best = 0;
        for (int i = 1; i < loads.length; i++) {
            if (loads[i] / shares[i] < loads[best] / shares[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The shard of one that, moved to the other, leaves the busier of both the least busy; -1 if none helps. */
    private int best(final int from, final int to) {
        double least = loads[from] / shares[from];
        int best = -1;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (owners[shard] == nodes.get(from) && workUs[shard] > 0) {
                final double after = Math.max(
                        (loads[from] - workUs[shard]) / shares[from], (loads[to] + workUs[shard]) / shares[to]);
                if (after < least) {
                    least = after;
                    best = shard;
                }
            }
        }
        return best;
    }
}
