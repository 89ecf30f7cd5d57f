package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.dispatcher.placement.Wish;
import io.wilco.dispatcher.policy.Policies;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What people change while the dispatcher runs. What is refused says why, in words for them; the rest is agreed on by
 * all dispatchers that share the placement, and then done by each.
 */
public final class Operator {
    /** Changes that wait to be agreed on. */
    private static final int WAITING_MAX = 64;

    private final WorkerRegistry registry;
    private final ServiceTable services;
    private final Scheduler scheduler;
    private final PlacementKeeper keeper;
    private final RandomGenerator random;
    private final Long2ObjectHashMap<Consumer<OperatorResult>> waiting = new Long2ObjectHashMap<>();

    Operator(
            final WorkerRegistry registry,
            final ServiceTable services,
            final Scheduler scheduler,
            final PlacementKeeper keeper,
            final RandomGenerator random) {
        this.registry = registry;
        this.services = services;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.random = random;
        keeper.onOrder(new PlacementKeeper.OrderListener() {
            @Override
            public void onAgreed(final Command.Order order, final long nowNs) {
                Operator.this.onAgreed(order, nowNs);
            }

            @Override
            public void onRestored(final long nowNs) {
                heedAll(nowNs);
            }
        });
    }

    /**
     * Changes what a worker is to get, all of it or nothing; it may also be one that is down, but still known.
     *
     * @param onResult told how it went: at once, or as soon as it is agreed on
     */
    public void change(
            final String id, final WorkerChange change, final long nowNs, final Consumer<OperatorResult> onResult) {
        final OperatorResult refusal = refusal(id, change);
        if (refusal != null) {
            onResult.accept(refusal);
            return;
        }
        final AdminState state = change.state();
        order(
                nonce -> new Command.Want(nonce, id, change.weight(), state == null ? Wish.AS_BEFORE : state.code()),
                nowNs,
                onResult);
    }

    /**
     * Changes what all dispatchers do.
     *
     * @param onResult told how it went: at once, or as soon as it is agreed on
     */
    public void set(final SettingsChange change, final long nowNs, final Consumer<OperatorResult> onResult) {
        order(nonce -> new Command.Set(nonce, change.policy(), change.movesMax()), nowNs, onResult);
    }

    /**
     * Takes a worker for dead, of which not all dispatchers can say so themselves.
     *
     * @param onResult told how it went: at once, or as soon as it is agreed on
     */
    public void takeForDead(final String id, final long nowNs, final Consumer<OperatorResult> onResult) {
        final Node node = keeper.placement().nodes().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElse(null);
        if (node == null) {
            onResult.accept(new OperatorResult(
                    OperatorResult.Status.UNKNOWN_WORKER, "no worker named '" + id + "' is waited for"));
            return;
        }
        if (keeper.placement().isSeen(node)) {
            onResult.accept(stillThere(id));
            return;
        }
        order(nonce -> new Command.Lost(nonce, id, node.incarnation()), nowNs, onResult);
    }

    private void order(
            final LongFunction<Command.Order> ofNonce, final long nowNs, final Consumer<OperatorResult> onResult) {
        if (!keeper.hasSay()) {
            onResult.accept(new OperatorResult(
                    OperatorResult.Status.ELSEWHERE,
                    "this dispatcher only follows others; ask one of those it follows"));
        } else if (waiting.size() >= WAITING_MAX) {
            onResult.accept(
                    new OperatorResult(OperatorResult.Status.UNDECIDED, "too many changes wait to be agreed on"));
        } else {
            final long nonce = random.nextLong();
            waiting.put(nonce, onResult);
            keeper.reporter().onOrder(ofNonce.apply(nonce));
            keeper.agree(nowNs);
        }
    }

    /** Nobody waits any more for what is not agreed on yet. */
    public void forget(final Consumer<OperatorResult> onResult) {
        waiting.values().remove(onResult);
    }

    private @Nullable OperatorResult refusal(final String id, final WorkerChange change) {
        if (!keeper.hasSay()) {
            return null;
        }
        final WorkerNode worker = registry.ofId(id);
        if (worker == null) {
            return new OperatorResult(OperatorResult.Status.UNKNOWN_WORKER, "no worker is named '" + id + "'");
        }
        final AdminState state = change.state();
        final boolean takesOut = state != null && state != AdminState.READY;
        final String needing = takesOut && !change.isForced() ? needing(worker) : null;
        if (needing != null) {
            return new OperatorResult(
                    OperatorResult.Status.REFUSED,
                    "worker '" + id + "' is the last ready one of service '" + needing
                            + "'; start another one first, or force it");
        }
        return null;
    }

    /** All have agreed on a change, of whomever. */
    private void onAgreed(final Command.Order order, final long nowNs) {
        if (order instanceof Command.Want want) {
            final WorkerNode worker = registry.ofId(want.id());
            if (worker != null) {
                apply(worker, keeper.placement().wish(want.id()), nowNs);
            }
        } else if (order instanceof Command.Set) {
            applySettings(nowNs);
        }
        final Consumer<OperatorResult> onResult = waiting.remove(order.nonce());
        if (onResult != null) {
            final boolean isInVain = order instanceof Command.Lost lost
                    && keeper.placement().node(lost.id(), lost.incarnation()) != null;
            onResult.accept(isInVain ? stillThere(((Command.Lost) order).id()) : OperatorResult.DONE);
        }
    }

    private static OperatorResult stillThere(final String id) {
        return new OperatorResult(
                OperatorResult.Status.IN_USE,
                "worker '" + id
                        + "' has a link to a dispatcher, or had one a second ago; drain it, or end its process");
    }

    /** What was set for all dispatchers that share the placement. */
    public Settings settings() {
        return keeper.placement().settings();
    }

    /** Does all that was wanted so far. */
    void heedAll(final long nowNs) {
        applySettings(nowNs);
        registry.all().forEach(worker -> apply(worker, keeper.placement().wish(worker.id()), nowNs));
    }

    private void applySettings(final long nowNs) {
        final String policy = keeper.placement().settings().policy();
        // One that a later version knows is not for this one.
        if (Policies.NAMES.contains(policy) && !policy.equals(services.policy())) {
            services.setPolicy(policy, nowNs);
            services.all().forEach(scheduler::onChanged);
        }
    }

    /** Does what is wanted of a worker. */
    void apply(final WorkerNode worker, final Wish wish, final long nowNs) {
        final AdminState state = AdminState.ofCode(wish.state());
        final boolean isNewlyOut =
                state == AdminState.MAINT && worker.standing().wanted() != AdminState.MAINT;
        worker.standing().setWeight(wish.weight());
        worker.onWeight(nowNs);
        worker.standing().setWanted(state);
        worker.update();
        scheduler.onChanged(worker, nowNs);
        if (isNewlyOut) {
            scheduler.onWorkerSuspect(worker);
        }
    }

    /** A service that would have no ready worker without this one. */
    private static @Nullable String needing(final WorkerNode worker) {
        if (!worker.isWell()) {
            return null;
        }
        for (final Offer offer : worker.offers()) {
            // A worker that pauses for a moment is well: whether this is the last one must not hang on that.
            if (!offer.service().pool().hasAny(other -> other != worker && other.isWell())) {
                return offer.service().name();
            }
        }
        return null;
    }
}
