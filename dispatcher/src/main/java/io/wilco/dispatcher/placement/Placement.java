package io.wilco.dispatcher.placement;

import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which shard of which service. One number, the version, counts the changes; it is also the epoch of what
 * changes hands. Deterministic: the same commands with the same times give the same placement.
 *
 * <p>A live owner gives up a shard in two steps, so that it can end what it has begun: the shard is to move, then it is
 * released. The shards of one that is gone, which no dispatcher sees any more, get another owner at once.
 */
public final class Placement {
    /** No honest worker has seen a version so far ahead of the clock. */
    private static final long SEEN_AHEAD_MAX = 86_400_000L;

    /** Services that were asked for a key; keyed requests for more wait in vain. */
    private static final int PLANS_MAX = 1_024;

    final List<Node> nodes = new ArrayList<>();
    private final Map<Life, Node> byLife = new HashMap<>();
    final Map<String, ShardPlan> plans = new TreeMap<>();
    final Map<String, Map<Integer, Node>> claims = new TreeMap<>();
    final Map<Integer, String> addresses = new TreeMap<>();
    final Orders orders = new Orders();
    long version;
    long members;
    long term;

    /** One life of a worker. */
    private record Life(String id, long incarnation) {}

    /** Sets all of it to what another one is, which must not be used any more. */
    void become(final Placement other) {
        nodes.clear();
        byLife.clear();
        plans.clear();
        claims.clear();
        addresses.clear();
        other.nodes.forEach(this::add);
        plans.putAll(other.plans);
        claims.putAll(other.claims);
        orders.become(other.orders);
        addresses.putAll(other.addresses);
        version = other.version;
        members = other.members;
        term = other.term;
    }

    /** The number of the last change; 0 before the first. */
    public long version() {
        return version;
    }

    /** The version by which dispatchers last came or went; 0 before the first came. */
    public long term() {
        return term;
    }

    /** The dispatchers whose answers renew leases, a bit each. */
    public long members() {
        return members;
    }

    public boolean isMember(final int dispatcher) {
        return dispatcher != Council.NO_SAY && (members & 1L << dispatcher) != 0;
    }

    /** Where each dispatcher that ever took part was reached last, by number. */
    public Map<Integer, String> addresses() {
        return addresses;
    }

    /** By the names of the services. */
    public Collection<ShardPlan> plans() {
        return plans.values();
    }

    /** Null if nobody has asked for a key of it. */
    public @Nullable ShardPlan plan(final String service) {
        return plans.get(service);
    }

    /** The one life of a worker that is still known, or null. */
    public @Nullable Node node(final String id, final long incarnation) {
        return byLife.get(new Life(id, incarnation));
    }

    void add(final Node node) {
        nodes.add(node);
        byLife.put(new Life(node.id(), node.incarnation()), node);
    }

    private void remove(final Node node) {
        nodes.remove(node);
        byLife.remove(new Life(node.id(), node.incarnation()));
    }

    /** All that are known. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Whether its shares are not what they should be, so that {@link Command.Balance} would change something. */
    public boolean isUnbalanced() {
        for (final ShardPlan plan : plans.values()) {
            if (new Balancer(plan, this).wouldChange()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Carries out a command.
     *
     * @param timeMs since 1970, of the command; versions are not below it, so that a placement that begins anew does
     *     not begin below one before it
     */
    public void apply(final long timeMs, final Command command) {
        if (command instanceof Command.Order order && !orders.isNew(order)) {
            return;
        }
        if (command instanceof Command.Up up) {
            onUp(up, timeMs);
        } else if (command instanceof Command.MemberUp memberUp) {
            onMemberUp(memberUp, timeMs);
        } else if (command instanceof Command.MemberGone memberGone) {
            onMemberGone(memberGone, timeMs);
        } else if (command instanceof Command.Accepted accepted) {
            onAccepted(accepted, timeMs);
        } else if (command instanceof Command.Down down) {
            onDown(down, timeMs);
        } else if (command instanceof Command.Leave leave) {
            onLeave(leave);
        } else if (command instanceof Command.Use use) {
            planOrNew(use.service());
        } else if (command instanceof Command.Claim claim) {
            onClaim(claim);
        } else if (command instanceof Command.Released released) {
            onReleased(released, timeMs);
        } else if (command instanceof Command.Balance) {
            balance(timeMs);
        } else if (command instanceof Command.Move move) {
            onMove(move, timeMs);
        } else if (command instanceof Command.Want want) {
            orders.onWant(want);
        } else if (command instanceof Command.Set set) {
            orders.onSet(set);
        } else if (command instanceof Command.Lost lost) {
            onLost(lost, timeMs);
        }
    }

    /** The number of a change that is about to be made. */
    private long next(final long timeMs) {
        return Math.max(version + 1, timeMs);
    }

    private void onUp(final Command.Up up, final long timeMs) {
        if (up.seen() > version && up.seen() < timeMs + SEEN_AHEAD_MAX) {
            version = up.seen();
        }
        Node node = node(up.id(), up.incarnation());
        if (node == null) {
            for (final Node earlier : nodes) {
                if (earlier.id().equals(up.id())) {
                    earlier.supersede(true);
                }
            }
            node = new Node(up.id(), up.incarnation(), up.services(), up.weight());
            add(node);
        }
        if (isOnlyLife(node)) {
            node.supersede(false);
        }
        node.onSeen(up.dispatcher(), true);
    }

    private boolean isOnlyLife(final Node node) {
        for (final Node other : nodes) {
            if (other != node && other.id().equals(node.id())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a worker that is there should be told of again: it has made room for another life of it that is gone, so
     * that was word of an earlier one, which came late.
     */
    public boolean isWronglySuperseded(final Node node) {
        return node.isSuperseded() && isOnlyLife(node);
    }

    private void onMemberUp(final Command.MemberUp up, final long timeMs) {
        addresses.put(up.dispatcher(), up.address());
        if (!isMember(up.dispatcher())) {
            members |= 1L << up.dispatcher();
            version = next(timeMs);
            term = version;
        }
    }

    private void onMemberGone(final Command.MemberGone gone, final long timeMs) {
        if (isMember(gone.dispatcher())) {
            members &= ~(1L << gone.dispatcher());
            version = next(timeMs);
            term = version;
        }
    }

    private void onAccepted(final Command.Accepted accepted, final long timeMs) {
        final Node node = node(accepted.id(), accepted.incarnation());
        if (node != null && accepted.term() == term) {
            node.onAccepted(members);
            forgetUnseen(node, timeMs);
        }
    }

    private void onDown(final Command.Down down, final long timeMs) {
        final Node node = node(down.id(), down.incarnation());
        if (node != null) {
            node.onSeen(down.dispatcher(), false);
            forgetUnseen(node, timeMs);
        }
    }

    private void onLost(final Command.Lost lost, final long timeMs) {
        final Node node = node(lost.id(), lost.incarnation());
        if (node != null && !isSeen(node)) {
            node.onAccepted(0);
            forgetUnseen(node, timeMs);
        }
    }

    /** Gives the shards of a worker that nobody sees to others. */
    private void forgetUnseen(final Node node, final long timeMs) {
        if (node.isSeen()) {
            return;
        }
        remove(node);
        claims.values().forEach(claimed -> claimed.values().removeIf(claimant -> claimant == node));
        for (final ShardPlan plan : plans.values()) {
            plan.clearBias(node);
            if (node.services().contains(plan.service()) && new Balancer(plan, this).onGone(node, next(timeMs))) {
                version = next(timeMs);
            }
        }
    }

    private void onLeave(final Command.Leave leave) {
        final Node node = node(leave.id(), leave.incarnation());
        if (node != null) {
            node.leave();
        }
    }

    private void onClaim(final Command.Claim claim) {
        final Node node = node(claim.id(), claim.incarnation());
        final ShardPlan plan = node == null ? null : planOrNew(claim.service());
        if (node != null && plan != null && plan.version() == 0) {
            final Map<Integer, Node> claimed = claims.computeIfAbsent(claim.service(), service -> new TreeMap<>());
            for (final int shard : claim.shards()) {
                claimed.putIfAbsent(shard, node);
            }
        }
    }

    /** Null if there are too many. Services that are no more make room. */
    private @Nullable ShardPlan planOrNew(final String service) {
        if (plans.size() >= PLANS_MAX && !plans.containsKey(service)) {
            plans.values().removeIf(plan -> candidates(plan).isEmpty() && plan.isUnowned());
            if (plans.size() >= PLANS_MAX) {
                return null;
            }
        }
        return plans.computeIfAbsent(service, ShardPlan::new);
    }

    /** Who had a shard before this placement began; null if nobody says so. */
    @Nullable
    Node claimant(final String service, final int shard) {
        final Map<Integer, Node> claimed = claims.get(service);
        return claimed == null ? null : claimed.get(shard);
    }

    private void onReleased(final Command.Released released, final long timeMs) {
        final ShardPlan plan = plans.get(released.service());
        final Node node = node(released.id(), released.incarnation());
        if (plan == null || node == null) {
            return;
        }
        final long newVersion = next(timeMs);
        for (int i = 0; i < released.shards().size(); i++) {
            final int shard = released.shards().get(i);
            final Node to = plan.next(shard);
            if (to != null
                    && plan.owner(shard) == node
                    && plan.epoch(shard) == released.epochs().get(i)) {
                version = newVersion;
                if (to == Node.NOBODY) {
                    plan.orphan(shard, newVersion);
                } else {
                    plan.give(shard, to, newVersion);
                }
            }
        }
    }

    private void balance(final long timeMs) {
        for (final ShardPlan plan : plans.values()) {
            if (new Balancer(plan, this).balance(next(timeMs))) {
                version = next(timeMs);
                claims.remove(plan.service());
            }
        }
    }

    private void onMove(final Command.Move move, final long timeMs) {
        final ShardPlan plan = plans.get(move.service());
        if (plan == null || move.shard() >= Shards.COUNT || plan.epoch(move.shard()) != move.epoch()) {
            return;
        }
        final Node to = candidate(plan, move.to());
        if (to != null && plan.next(move.shard()) == null && plan.owner(move.shard()) != to) {
            final Node from = plan.owner(move.shard());
            version = next(timeMs);
            if (from == null) {
                plan.give(move.shard(), to, version);
            } else {
                plan.move(move.shard(), to, version);
                plan.shift(from, to);
            }
        }
    }

    private @Nullable Node candidate(final ShardPlan plan, final String id) {
        for (final Node node : candidates(plan)) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        return null;
    }

    /** Who may own shards of a service, in the order in which they came. */
    List<Node> candidates(final ShardPlan plan) {
        final List<Node> candidates = new ArrayList<>();
        for (final Node node : nodes) {
            if (!node.isLeaving() && node.services().contains(plan.service()) && mayOwn(node)) {
                candidates.add(node);
            }
        }
        return candidates;
    }

    /** Whether a dispatcher that takes part has a link to a worker. */
    public boolean isSeen(final Node node) {
        return (node.seenBy & members) != 0;
    }

    /** What operators want of all dispatchers. */
    public Settings settings() {
        return orders.settings;
    }

    /** What operators want of a worker. */
    public Wish wish(final String id) {
        return orders.wish(id);
    }

    private boolean mayOwn(final Node node) {
        return wish(node.id()).state() == Wish.READY;
    }

    /** What the operator said, or else the worker. */
    int weight(final Node node) {
        final Wish wish = wish(node.id());
        return wish.weight() == 0 ? node.ownWeight() : wish.weight();
    }
}
