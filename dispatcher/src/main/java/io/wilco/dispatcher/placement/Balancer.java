package io.wilco.dispatcher.placement;

import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives everybody a fair share of a service's shards, moving as few as that takes. */
final class Balancer {
    private final ShardPlan plan;
    private final Placement placement;
    private final List<Node> nodes;
    private final int[] counts;
    private final int[] shares;

    Balancer(final ShardPlan plan, final Placement placement) {
        this.plan = plan;
        this.placement = placement;
        nodes = placement.candidates(plan);
        counts = new int[nodes.size()];
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            count(plan.holder(shard), 1);
        }
        shares = nodes.isEmpty() ? new int[0] : shares();
    }

    /** By weight, but for what was shifted for the sake of load. */
    private int[] shares() {
        final List<Integer> weights = new ArrayList<>();
        final int[] usual = counts.clone();
        int total = Shards.COUNT;
        for (int i = 0; i < usual.length; i++) {
            weights.add(placement.weight(nodes.get(i)));
            usual[i] -= plan.bias(nodes.get(i));
            total -= plan.bias(nodes.get(i));
        }
        final int[] fair = Shares.of(weights, usual, total);
        for (int i = 0; i < fair.length; i++) {
            fair[i] += plan.bias(nodes.get(i));
            if (fair[i] < 0) {
                // Weights have changed too much for what was shifted before to matter.
                return Shares.of(weights, counts, Shards.COUNT);
            }
        }
        return fair;
    }

    private void count(final @Nullable Node node, final int change) {
        final int index = node == null ? -1 : nodes.indexOf(node);
        if (index >= 0) {
            counts[index] += change;
        }
    }

    boolean wouldChange() {
        return nodes.isEmpty() ? hasToRelease() : !Arrays.equals(counts, shares);
    }

    /** Whether somebody owns shards who should not, though nobody else is there. */
    private boolean hasToRelease() {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (plan.owner(shard) != null && plan.next(shard) == null) {
                return true;
            }
        }
        return false;
    }

    /** Makes all shares fair; false if they were. */
    boolean balance(final long version) {
        if (!wouldChange()) {
            return false;
        }
        // Whoever has a shard by a placement before this one keeps it, within its share.
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node claimant = placement.claimant(plan.service(), shard);
            final int index = claimant == null ? -1 : nodes.indexOf(claimant);
            if (plan.holder(shard) == null && index >= 0 && counts[index] < shares[index]) {
                counts[index]++;
                plan.give(shard, nodes.get(index), version);
            }
        }
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (isToMove(shard)) {
                place(shard, version);
            }
        }
        return true;
    }

    private boolean isToMove(final int shard) {
        final Node holder = plan.holder(shard);
        if (nodes.isEmpty()) {
            return holder != null && holder != Node.NOBODY;
        }
        final int index = holder == null ? -1 : nodes.indexOf(holder);
        return index < 0 || counts[index] > shares[index];
    }

    /** Gives a shard to who lacks most. */
    private void place(final int shard, final long version) {
        final Node to = neediest();
        count(plan.holder(shard), -1);
        count(to, 1);
        if (plan.owner(shard) == null) {
            plan.give(shard, to, version);
        } else {
            plan.move(shard, to, version);
        }
    }

    private Node neediest() {
        if (nodes.isEmpty()) {
            return Node.NOBODY;
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (shares[i] - counts[i] > shares[best] - counts[best]) {
                best = i;
            }
        }
        return nodes.get(best);
    }

    /** A node that had shards, or was to get some, is no more; false if it had nothing to do with this service. */
    boolean onGone(final Node gone, final long version) {
        boolean isChanged = false;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node next = plan.next(shard);
            if (plan.owner(shard) == gone) {
                isChanged = true;
                onOrphan(shard, next == gone ? null : next, version);
            } else if (next == gone) {
                isChanged = true;
                // Its owner may have released it already, so it must go to somebody, if only back under a new epoch.
                final Node to = neediest();
                count(to, 1);
                plan.move(shard, to, version);
            }
        }
        return isChanged;
    }

    private void onOrphan(final int shard, final @Nullable Node next, final long version) {
        if (next != null && next != Node.NOBODY) {
            plan.give(shard, next, version);
        } else if (nodes.isEmpty()) {
            plan.orphan(shard, version);
        } else {
            final Node to = neediest();
            count(to, 1);
            plan.give(shard, to, version);
        }
    }
}
