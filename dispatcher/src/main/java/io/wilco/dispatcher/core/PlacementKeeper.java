package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import io.wilco.wire.CloseReason;
import io.wilco.wire.RegisterFlyweight;
import io.wilco.wire.RejectReason;
import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** Follows the placement: makes of it the ways of keyed requests, and what each worker has to be told. */
final class PlacementKeeper {
    private static final long RETRY_AFTER_NS = 1_000_000_000L;

    private final Council council;
    private final Placement placement;
    private final WorkerRegistry registry;
    private final ServiceTable services;
    private final ShardRouter router;
    private final ShardTeller teller;
    private final PlacementReporter reporter;
    private final Fellows fellows;
    private final Levelling levelling;
    private final Reroutes reroutes;
    private final BoundElsewhere boundElsewhere;
    private final Agreed agreed = new Agreed();
    private final Set<WorkerNode> toMark = new LinkedHashSet<>();
    private long knownTerm;
    private long agreeNs;
    private boolean isStale = true;
    private OrderListener onOrder = (order, nowNs) -> {};

    /** Is told of what operators want, as soon as it is agreed on. */
    interface OrderListener {
        void onAgreed(Command.Order order, long nowNs);

        /** All that they want may be another thing than before. */
        default void onRestored(final long nowNs) {}
    }

    PlacementKeeper(
            final Council council,
            final WorkerRegistry registry,
            final ServiceTable services,
            final ShardRouter router,
            final Endpoint endpoint,
            final DispatcherListener listener,
            final long nowNs) {
        this.council = council;
        placement = council.placement();
        this.registry = registry;
        this.services = services;
        this.router = router;
        teller = new ShardTeller(council);
        reporter = new PlacementReporter(council, placement, registry, nowNs);
        fellows = new Fellows(council, endpoint, services, listener, reporter, nowNs);
        levelling = new Levelling(council, placement, services, reporter, nowNs);
        reroutes = new Reroutes(router);
        boundElsewhere = new BoundElsewhere(services, router, teller);
        registry.onLoss(this::onLost);
        router.onUse(reporter::onUse);
    }

    // ---- What happens to workers.

    void onRegistered(final WorkerNode worker, final RegisterFlyweight.Registration registration) {
        worker.onRegistration(registration);
        toMark.add(worker);
        reporter.onRegistered(worker);
        invalidate(worker);
    }

    /** Who owns what is the same, but not the way there. */
    private void invalidate(final WorkerNode worker) {
        for (int i = 0; i < worker.offers().size(); i++) {
            final ShardMap map = worker.offers().get(i).service().shards();
            if (map != null) {
                map.invalidate();
            }
        }
        isStale = true;
    }

    /** Its link has ended: another life of it has begun, or it is gone. */
    private void onLost(final WorkerNode worker, final Link link, final CloseReason reason) {
        reporter.onLost(worker, link, reason);
        for (int i = 0; i < worker.offers().size(); i++) {
            reroutes.addClosed(worker.offers().get(i).lane());
        }
        invalidate(worker);
    }

    /** It says what it holds of a page. */
    void onHolding(final WorkerNode worker, final long nowNs, final ByteBuffer body, final int offset) {
        final Service service = services.named(ShardsFlyweight.service(body, offset));
        final Offer offer = service == null ? null : worker.offer(service);
        if (service == null || offer == null) {
            return;
        }
        if (ShardsFlyweight.authority(body, offset) != council.authority()) {
            boundElsewhere.add(worker, nowNs);
            reporter.onForeign(worker, service, body, offset);
            return;
        }
        worker.onBoundElsewhere(WorkerNode.NOT_BOUND);
        final ShardPlan plan = placement.plan(service.name());
        if (plan == null || offer.shards().onHolding(body, offset) != WorkerShards.Word.SHARDS) {
            return;
        }
        final int page = ShardsFlyweight.page(body, offset);
        reporter.onHolding(worker, plan, offer.shards(), page);
        if (offer.shards().isBehind(page, plan.pageVersion(page))
                && offer.shards().holdsAny(page)) {
            offer.shards().onChanged(page, true);
            teller.add(worker);
        }
        reroutes.add(service);
    }

    // ---- What is agreed on.

    void onTick(final long nowNs) {
        levelling.onTick(nowNs);
        boundElsewhere.onTick(nowNs);
        fellows.onTick(nowNs);
        reporter.onTick(nowNs);
        agree(nowNs);
        if (isStale) {
            isStale = false;
            sync(nowNs);
            reporter.onChanged();
            levelling.onChanged(nowNs);
        }
        teller.run(placement);
        reroutes.run(nowNs);
        fellows.run(placement, nowNs);
        if (fellows.isBlind(nowNs)) {
            services.all().forEach(service -> router.rejectParked(service, RejectReason.NO_PLACEMENT, RETRY_AFTER_NS));
        }
    }

    /** Takes in what has been agreed on. */
    void agree(final long nowNs) {
        agreeNs = nowNs;
        council.poll(nowNs, agreed);
    }

    private final class Agreed implements Council.Listener {
        @Override
        public void onAgreed(final long timeMs, final Command command) {
            placement.apply(timeMs, command);
            fellows.onAgreed(timeMs, command);
            mark(command);
            isStale = true;
            if (command instanceof Command.Order order) {
                onOrder.onAgreed(order, agreeNs);
            }
        }

        @Override
        public void onRestored() {
            toMark.addAll(registry.all());
            isStale = true;
            onOrder.onRestored(agreeNs);
        }
    }

    void onOrder(final OrderListener listener) {
        onOrder = listener;
    }

    /** Whether this dispatcher takes part in decisions. */
    boolean hasSay() {
        return council.hasSay();
    }

    Placement placement() {
        return placement;
    }

    PlacementReporter reporter() {
        return reporter;
    }

    Fellows fellows() {
        return fellows;
    }

    /** Follows the placement, and the links of the workers. */
    private void sync(final long nowNs) {
        fellows.onPlacement(placement, nowNs);
        for (final Service service : services.all()) {
            if (service.shards() != null && placement.plan(service.name()) == null) {
                // Nobody knows owners any more: until somebody asks again.
                service.setShards(null);
                reroutes.add(service);
            }
        }
        for (final ShardPlan plan : placement.plans()) {
            final Service service = services.named(plan.service());
            if (service == null) {
                continue;
            }
            ShardMap map = service.shards();
            if (map == null || map.plan() != plan) {
                map = new ShardMap(plan);
                service.setShards(map);
            }
            final boolean isChanged = map.refresh(service, registry);
            final ShardMap known = map;
            final boolean isNews = plan.version() != map.knownVersion() || placement.term() != knownTerm;
            if (isNews) {
                service.pool().forEach(worker -> mark(worker, service, known));
            } else {
                toMark.forEach(worker -> mark(worker, service, known));
            }
            map.onKnown();
            if (isChanged) {
                reroutes.add(service);
            }
        }
        knownTerm = placement.term();
        toMark.clear();
    }

    /** A command may have changed what a worker has to be told. */
    private void mark(final Command command) {
        final String id = command instanceof Command.Up up
                ? up.id()
                : command instanceof Command.Accepted accepted
                        ? accepted.id()
                        : command instanceof Command.Down down ? down.id() : "";
        final WorkerNode worker = registry.ofId(id);
        if (worker != null) {
            toMark.add(worker);
        }
    }

    private void mark(final WorkerNode worker, final Service service, final ShardMap map) {
        final Offer offer = worker.offer(service);
        final Node node = placement.node(worker.id(), worker.incarnation());
        if (offer == null || node == null) {
            return;
        }
        offer.shards().onTerm(placement.term(), placement.isMember(council.self()) && node.isSeenBy(council.self()));
        for (int page = 0; page < Shards.PAGES; page++) {
            if (offer.shards().isBehind(page, map.plan().pageVersion(page))) {
                offer.shards().onChanged(page, map.plan().ownsAny(node, page));
            }
        }
        teller.add(worker);
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        final long ownNs = isStale || !reroutes.isEmpty()
                ? Long.MIN_VALUE
                : Math.min(levelling.nextDeadlineNs(), boundElsewhere.nextDeadlineNs());
        return Math.min(ownNs, Math.min(reporter.nextDeadlineNs(), fellows.nextDeadlineNs()));
    }
}
