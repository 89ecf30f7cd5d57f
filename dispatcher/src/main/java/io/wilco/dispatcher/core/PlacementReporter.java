package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.link.Link;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes commands of what happens here: which workers come, drain and go, what they have released. A proposal may be
 * lost, so what the placement should say and does not is proposed again.
 */
final class PlacementReporter {
    /**
     * No sooner after a worker was last heard may its shards be another's: longer than a worker's lease, which counts
     * from when it sent what was heard, by so much that the clocks' rates do not matter.
     */
    static final long LEASE_OVER_NS = 1_000_000_000L;

    /** What was proposed and has not come back by then is proposed again. */
    static final long REPEAT_NS = 500_000_000L;

    /** After its start a dispatcher waits so long for workers that it is known to have had links to. */
    private static final long RETURN_NS = 1_500_000_000L;

    /** Workers that were lost in the last second. */
    private static final int FAREWELLS_MAX = 8_192;

    private final Council council;
    private final Placement placement;
    private final WorkerRegistry registry;
    private final List<Farewell> farewells = new ArrayList<>();
    private final long returnedNs;
    private long reconcileNs;
    private long nowNs;

    /** A worker whose link has ended, and until when it may go on as an owner. */
    private record Farewell(String id, long incarnation, long dueNs) {
        boolean isOf(final String otherId, final long otherIncarnation) {
            return incarnation == otherIncarnation && id.equals(otherId);
        }
    }

    PlacementReporter(
            final Council council, final Placement placement, final WorkerRegistry registry, final long nowNs) {
        this.council = council;
        this.placement = placement;
        this.registry = registry;
        this.nowNs = nowNs;
        returnedNs = nowNs + RETURN_NS;
        reconcileNs = nowNs;
    }

    private void propose(final Command command) {
        if (council.hasSay()) {
            council.propose(command, nowNs);
            onChanged();
        }
    }

    /** Something has happened, or was agreed on: whether both fit together is looked at in a while. */
    void onChanged() {
        reconcileNs = Math.min(reconcileNs, nowNs + REPEAT_NS);
    }

    // ---- What happens.

    void onRegistered(final WorkerNode worker) {
        farewells.removeIf(farewell -> farewell.isOf(worker.id(), worker.incarnation()));
        propose(worker.up(council.self()));
        for (int i = 0; i < worker.offers().size(); i++) {
            final Service service = worker.offers().get(i).service();
            if (service.shards() == null && !service.parking().queue().isEmpty()) {
                onUse(service);
            }
        }
    }

    /** Whether more workers come and go than can be kept account of. */
    boolean isOverrun() {
        return farewells.size() >= FAREWELLS_MAX;
    }

    /** A worker's link has ended: another life of it has begun, or it is gone. */
    void onLost(final WorkerNode worker, final Link link, final CloseReason reason) {
        final boolean hasStopped = reason == CloseReason.SHUTDOWN || reason == CloseReason.NORMAL;
        farewells.add(new Farewell(
                worker.id(),
                worker.incarnation(),
                hasStopped ? nowNs : link.liveness().heardNs() + LEASE_OVER_NS));
    }

    /** A worker takes nothing new. */
    void onDraining(final WorkerNode worker) {
        propose(new Command.Leave(worker.id(), worker.incarnation()));
    }

    /** An operator wants something. */
    void onOrder(final Command.Order order) {
        council.propose(order, nowNs);
    }

    /** Somebody asks for a key of a service that has no placement. */
    void onUse(final Service service) {
        if (nowNs - service.useProposedNs >= REPEAT_NS) {
            service.useProposedNs = nowNs;
            // Of one that only follows, this much is heard.
            council.propose(new Command.Use(service.name()), nowNs);
            onChanged();
        }
    }

    /** Another dispatcher is out of reach. */
    void onPeerGone(final int dispatcher) {
        council.propose(new Command.MemberGone(dispatcher), nowNs);
    }

    /** The time has come for everybody to get a fair share. */
    void onUnbalanced() {
        propose(new Command.Balance());
    }

    /** Somebody has too much to do: not repeated if it is lost, for by then the load is another one. */
    void onOverloaded(final Command.Move move) {
        council.propose(move, nowNs);
    }

    /** A worker holds shards by another placement: perhaps one before this. */
    void onForeign(final WorkerNode worker, final Service service, final ByteBuffer body, final int offset) {
        final List<Integer> shards = new ArrayList<>();
        for (int i = 0; i < ShardsFlyweight.count(body, offset); i++) {
            shards.add(ShardsFlyweight.shard(body, offset, i));
        }
        if (council.isNew() && !shards.isEmpty()) {
            propose(new Command.Claim(worker.id(), worker.incarnation(), service.name(), shards));
        }
    }

    /** A worker has said what it holds of a page: it may have released what is to move, or heard who takes part. */
    void onHolding(final WorkerNode worker, final ShardPlan plan, final WorkerShards held, final int page) {
        final Node node = placement.node(worker.id(), worker.incarnation());
        if (node != null) {
            reportReleased(node, plan, held, page);
            reportAccepted(worker, node, held);
        }
    }

    private void reportReleased(final Node node, final ShardPlan plan, final WorkerShards held, final int page) {
        final List<Integer> shards = new ArrayList<>();
        final List<Long> epochs = new ArrayList<>();
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            if (plan.owner(shard) == node && plan.isMoving(shard) && held.hasReleased(shard, plan.epoch(shard))) {
                shards.add(shard);
                epochs.add(plan.epoch(shard));
            }
        }
        if (!shards.isEmpty()) {
            propose(new Command.Released(node.id(), node.incarnation(), plan.service(), shards, epochs));
        }
    }

    /** Tells that a worker counts no more on a dispatcher that is out of reach. */
    private void reportAccepted(final WorkerNode worker, final Node node, final WorkerShards held) {
        final boolean isDue = worker.acceptedTerm != held.term() || nowNs - worker.acceptedNs >= REPEAT_NS;
        if (isDue && held.term() == placement.term() && node.isSeenByOthers(placement.members())) {
            worker.acceptedTerm = held.term();
            worker.acceptedNs = nowNs;
            propose(new Command.Accepted(node.id(), node.incarnation(), held.term()));
        }
    }

    // ---- What time brings.

    void onTick(final long timeNs) {
        nowNs = timeNs;
        for (int i = farewells.size() - 1; i >= 0; i--) {
            final Farewell farewell = farewells.get(i);
            if (nowNs >= farewell.dueNs) {
                farewells.remove(i);
                propose(new Command.Down(council.self(), farewell.id, farewell.incarnation));
            }
        }
        if (nowNs >= reconcileNs) {
            reconcileNs = Long.MAX_VALUE;
            reconcile();
        }
    }

    private void reconcile() {
        final boolean isKnown = council.address().equals(placement.addresses().get(council.self()));
        if (!placement.isMember(council.self()) || !isKnown) {
            propose(new Command.MemberUp(council.self(), council.address()));
        }
        for (final WorkerNode worker : registry.all()) {
            if (worker.link() != null) {
                reconcile(worker);
            }
        }
        for (final Node node : placement.nodes()) {
            if (node.isSeenBy(council.self()) && !isHere(node)) {
                if (nowNs >= returnedNs) {
                    propose(new Command.Down(council.self(), node.id(), node.incarnation()));
                } else {
                    reconcileNs = Math.min(reconcileNs, returnedNs);
                }
            }
        }
    }

    private void reconcile(final WorkerNode worker) {
        final Node node = placement.node(worker.id(), worker.incarnation());
        if (node == null || !node.isSeenBy(council.self()) || placement.isWronglySuperseded(node)) {
            propose(worker.up(council.self()));
        } else if (worker.isDraining() && !node.isLeaving()) {
            onDraining(worker);
        }
        for (int i = 0; i < worker.offers().size(); i++) {
            final Offer offer = worker.offers().get(i);
            final ShardPlan plan = placement.plan(offer.service().name());
            if (plan == null && !offer.service().parking().queue().isEmpty()) {
                onUse(offer.service());
            }
            for (int page = 0; plan != null && page < Shards.PAGES; page++) {
                onHolding(worker, plan, offer.shards(), page);
            }
        }
    }

    /** Whether this dispatcher has a link to a worker, or had one so lately that its lease may not be over. */
    private boolean isHere(final Node node) {
        final WorkerNode worker = registry.ofId(node.id());
        if (worker != null && worker.link() != null && worker.incarnation() == node.incarnation()) {
            return true;
        }
        for (final Farewell farewell : farewells) {
            if (farewell.isOf(node.id(), node.incarnation())) {
                return true;
            }
        }
        return false;
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        long deadlineNs = reconcileNs;
        for (int i = 0; i < farewells.size(); i++) {
            deadlineNs = Math.min(deadlineNs, farewells.get(i).dueNs);
        }
        return deadlineNs;
    }
}
