package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Wish;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What people change while the dispatcher runs. What is refused says why, in words for them; the rest is agreed on by
 * all dispatchers that share the placement, and then done by each.
 */
final class Operator {
    /** Changes that wait to be agreed on. */
    private static final int WAITING_MAX = 64;

    private final WorkerRegistry registry;
    private final Scheduler scheduler;
    private final PlacementKeeper keeper;
    private final RandomGenerator random;
    private final Long2ObjectHashMap<Consumer<OperatorResult>> waiting = new Long2ObjectHashMap<>();

    Operator(
            final WorkerRegistry registry,
            final Scheduler scheduler,
            final PlacementKeeper keeper,
            final RandomGenerator random) {
        this.registry = registry;
        this.scheduler = scheduler;
        this.keeper = keeper;
        this.random = random;
        keeper.onWant(new PlacementKeeper.WantListener() {
            @Override
            public void onAgreed(final Command.Want want, final long nowNs) {
                Operator.this.onAgreed(want, nowNs);
            }

            @Override
            public void onRestored(final long nowNs) {
                registry.all()
                        .forEach(worker -> apply(worker, keeper.placement().wish(worker.id()), nowNs));
            }
        });
    }

    /**
     * Changes what a worker is to get, all of it or nothing; it may also be one that is down, but still known.
     *
     * @param onResult told how it went: at once, or as soon as it is agreed on
     */
    void change(final String id, final WorkerChange change, final long nowNs, final Consumer<OperatorResult> onResult) {
        final OperatorResult refusal = refusal(id, change);
        if (refusal != null) {
            onResult.accept(refusal);
            return;
        }
        final long nonce = random.nextLong();
        waiting.put(nonce, onResult);
        final AdminState state = change.state();
        keeper.reporter()
                .onWant(new Command.Want(nonce, id, change.weight(), state == null ? Wish.AS_BEFORE : state.code()));
        keeper.agree(nowNs);
    }

    /** Nobody waits any more for what is not agreed on yet. */
    void forget(final Consumer<OperatorResult> onResult) {
        waiting.values().remove(onResult);
    }

    private @Nullable OperatorResult refusal(final String id, final WorkerChange change) {
        if (!keeper.hasSay()) {
            return new OperatorResult(
                    OperatorResult.Status.ELSEWHERE,
                    "this dispatcher only follows others; ask one of those it follows");
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
        return waiting.size() < WAITING_MAX
                ? null
                : new OperatorResult(OperatorResult.Status.UNDECIDED, "too many changes wait to be agreed on");
    }

    /** All have agreed on a change, of whomever. */
    private void onAgreed(final Command.Want want, final long nowNs) {
        final WorkerNode worker = registry.ofId(want.id());
        if (worker != null) {
            apply(worker, keeper.placement().wish(want.id()), nowNs);
        }
        final Consumer<OperatorResult> onResult = waiting.remove(want.nonce());
        if (onResult != null) {
            onResult.accept(OperatorResult.DONE);
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
