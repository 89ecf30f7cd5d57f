package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.CancelFlyweight;
import io.wilco.wire.Delivery;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives queued requests to workers as the policy says, and takes them back when a worker is lost. */
final class Scheduler {
    /** The worker takes nothing that large. */
    private static final long TOO_LARGE = -2;

    private final DispatcherConfig config;
    private final RequestTable table;
    private final BlockPool pool;
    private final Returns returns;
    private final DispatcherStats stats;
    private final ClientWindows windows;
    private final Hedger hedger;
    private final Recaller recaller;
    private long lastRunNs;
    private final ArrayDeque<WorkerNode> dirtyWorkers = new ArrayDeque<>();
    private final ArrayDeque<Line> dirty = new ArrayDeque<>();
    private final ShardRouter router;
    private final ByteBuffer head = Bytes.heap(RequestFlyweight.HEADER_LENGTH);

    Scheduler(
            final DispatcherConfig config,
            final RequestTable table,
            final BlockPool pool,
            final Returns returns,
            final ClientWindows windows) {
        this.config = config;
        this.table = table;
        this.pool = pool;
        this.returns = returns;
        this.windows = windows;
        stats = returns.stats();
        hedger = new Hedger(table, pool, this, stats);
        returns.onEnd(hedger::onEnded);
        recaller = new Recaller(table);
        router = new ShardRouter(table, pool, returns, this::onChanged);
    }

    /** The ways of keyed requests. */
    ShardRouter router() {
        return router;
    }

    /** Puts a new request at the end of its service's queue. */
    void enqueue(final int slot, final long nowNs) {
        if (table.isKeyed(slot)) {
            router.enqueue(slot, false, nowNs);
            return;
        }
        final Service service = table.service(slot);
        service.queue().addLast(table.flow(slot), slot);
        onChanged(service);
    }

    /** Something may have made an assignment possible. */
    void onChanged(final Line line) {
        if (!line.isDirty) {
            line.isDirty = true;
            dirty.add(line);
        }
    }

    /** A worker's load has changed, but not whether it is ready: its services hear of it before the next assignment. */
    void onLoadChanged(final WorkerNode worker) {
        if (!worker.isDirty) {
            worker.isDirty = true;
            dirtyWorkers.add(worker);
        }
    }

    /** A worker's load, or whether it is ready, has changed. */
    void onChanged(final WorkerNode worker, final long nowNs) {
        for (int i = 0; i < worker.offers().size(); i++) {
            final Offer offer = worker.offers().get(i);
            offer.onChanged(nowNs);
            if (!offer.lane().queue().isEmpty()) {
                // First: its requests cannot go elsewhere.
                onChanged(offer.lane());
            }
            onChanged(offer.service());
        }
    }

    /** Assigns what can be assigned. */
    void run(final long nowNs) {
        lastRunNs = nowNs;
        for (WorkerNode worker = dirtyWorkers.poll(); worker != null; worker = dirtyWorkers.poll()) {
            worker.isDirty = false;
            onChanged(worker, nowNs);
        }
        for (Line line = dirty.poll(); line != null; line = dirty.poll()) {
            line.isDirty = false;
            assignAll(line, nowNs);
            if (line instanceof Service service) {
                recaller.onChanged(service, nowNs);
            }
        }
    }

    private void assignAll(final Line line, final long nowNs) {
        final FairQueue queue = line.queue();
        while (!queue.isEmpty()) {
            final Flow flow = queue.next();
            final int slot = FairQueue.first(flow);
            if (table.deadlineNs(slot) <= nowNs) {
                queue.remove(flow, slot);
                table.service(slot).expired++;
                returns.end(slot, ReplyStatus.DEADLINE_EXCEEDED, RejectReason.NONE, 0);
                continue;
            }
            final WorkerNode chosen = choose(line, nowNs);
            if (chosen == null) {
                return;
            }
            assign(slot, flow, chosen, nowNs);
        }
    }

    private static @Nullable WorkerNode choose(final Line line, final long nowNs) {
        if (line instanceof Service service) {
            final WorkerPool.Member<WorkerNode> member =
                    service.pool().pick(nowNs, service.queue().size());
            return member == null ? null : member.owner();
        }
        return line instanceof Lane lane && lane.worker().canTakeKeyed() ? lane.worker() : null;
    }

    private void assign(final int slot, final Flow flow, final WorkerNode worker, final long nowNs) {
        final FairQueue queue = table.line(slot).queue();
        final long sequence = offer(slot, worker, nowNs);
        if (sequence == TOO_LARGE) {
            queue.remove(flow, slot);
            returns.end(slot, ReplyStatus.REJECTED, RejectReason.TOO_LARGE, 0);
        } else if (sequence != Link.FULL) {
            windows.onServed(slot, flow);
            queue.onServed(flow);
            onGiven(slot, worker, sequence, nowNs);
            hedger.onAssigned(slot);
        }
    }

    /** Gives a request that is in no list to a worker; false if its link does not take it. */
    boolean give(final int slot, final WorkerNode worker, final long nowNs) {
        final long sequence = offer(slot, worker, nowNs);
        if (sequence == TOO_LARGE || sequence == Link.FULL) {
            return false;
        }
        onGiven(slot, worker, sequence, nowNs);
        return true;
    }

    /** Its number on the worker's link, {@link Link#FULL} or {@link #TOO_LARGE}. */
    private long offer(final int slot, final WorkerNode worker, final long nowNs) {
        final Link link = Objects.requireNonNull(worker.link(), "a worker without link is not ready");
        final int block = table.block(slot);
        final int length = table.length(slot);
        if (RequestFlyweight.HEADER_LENGTH + length > link.messageBytesMax()) {
            return TOO_LARGE;
        }
        writeHead(slot, nowNs);
        final long sequence = link.offer(
                MessageKind.REQUEST,
                head,
                RequestFlyweight.HEADER_LENGTH,
                pool.buffer(block),
                pool.offset(block),
                length);
        if (sequence == Link.FULL) {
            worker.onLinkFull();
            worker.publish(nowNs);
        }
        return sequence;
    }

    private void onGiven(final int slot, final WorkerNode worker, final long sequence, final long nowNs) {
        table.onAssigned(slot, worker, sequence, nowNs);
        worker.onAssigned(slot, nowNs);
    }

    private void writeHead(final int slot, final long nowNs) {
        RequestFlyweight.writeHeader(
                head,
                0,
                table.id(slot),
                Math.max(1, (table.deadlineNs(slot) - nowNs) / 1_000),
                table.flags(slot),
                table.attempt(slot),
                table.serviceLength(slot));
    }

    /** Requests that would be done sooner elsewhere. */
    Recaller recaller() {
        return recaller;
    }

    /** Second tries of requests that take long. */
    Hedger hedger() {
        return hedger;
    }

    /** Takes a request out of its worker's list; its place is the caller's business. */
    void unassign(final int slot) {
        final WorkerNode worker = Objects.requireNonNull(table.worker(slot));
        worker.requests().remove(slot);
        hedger.onUnassigned(slot);
        final Link link = worker.link();
        if (link != null && worker.requests().isEmpty()) {
            link.awaitPeer(false);
        }
    }

    /** Takes a request out of the queue or away from its worker, whom it tells. */
    void withdraw(final int slot) {
        if (table.state(slot) == RequestState.QUEUED) {
            table.line(slot).queue().remove(table.flow(slot), slot);
        } else if (table.state(slot) == RequestState.ASSIGNED) {
            cancelAtWorker(slot);
            unassign(slot);
        }
    }

    /** Tells the worker that has the request to leave it, if it can still be told. */
    private void cancelAtWorker(final int slot) {
        final WorkerNode worker = table.worker(slot);
        final Link link = worker == null ? null : worker.link();
        if (link != null) {
            CancelFlyweight.write(head, 0, table.id(slot));
            // Without room the word is dropped: the reply will come and be ignored.
            link.offer(MessageKind.CANCEL, head, CancelFlyweight.LENGTH, head, 0, 0);
        }
    }

    /** A worker refused a request before executing it: another one gets it. */
    void onRefused(final int slot) {
        unassign(slot);
        if (table.isKeyed(slot)) {
            // There is but one owner; its pauses get longer, and the deadline ends it.
            requeue(slot);
            return;
        }
        if (table.isHedge(slot)) {
            hedger.forget(slot);
        } else if (table.ownAttempts(slot) >= config.attemptsMax() && table.twin(slot) == RequestTable.NONE) {
            returns.end(slot, ReplyStatus.REJECTED, RejectReason.ATTEMPTS_EXHAUSTED, 0);
        } else {
            requeue(slot);
        }
    }

    private void requeue(final int slot) {
        table.onQueued(slot, lastRunNs);
        if (table.isKeyed(slot)) {
            router.enqueue(slot, true, lastRunNs);
            return;
        }
        final Service service = table.service(slot);
        service.queue().addFirst(table.flow(slot), slot);
        onChanged(service);
    }

    /**
     * The worker's link has ended: what it may have started is tried elsewhere or has an unknown outcome, as the
     * request's delivery says; what never left is tried elsewhere in any case.
     *
     * @param link that ended
     */
    void onWorkerLost(final WorkerNode worker, final Link link) {
        // From the last to the first, so that the queue gets them in their order.
        for (int slot = worker.requests().last();
                slot != SlotList.NONE;
                slot = worker.requests().last()) {
            final boolean mayHaveStarted = link.mayHaveArrived(table.sequence(slot));
            worker.requests().remove(slot);
            hedger.onUnassigned(slot);
            onTakenBack(slot, worker, mayHaveStarted);
        }
    }

    private void onTakenBack(final int slot, final WorkerNode worker, final boolean mayHaveStarted) {
        if (table.isHedge(slot)) {
            hedger.forget(slot);
        } else if (mayHaveStarted && !mayTryAgain(slot)) {
            returns.end(slot, ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE, 0);
        } else {
            if (mayHaveStarted) {
                table.onMayHaveStarted(slot);
            }
            redispatch(slot, worker);
        }
    }

    private void redispatch(final int slot, final WorkerNode worker) {
        worker.redispatched++;
        stats.redispatched++;
        requeue(slot);
    }

    private boolean mayTryAgain(final int slot) {
        // Whose second try goes on has not come to its end, whatever has been spent.
        return table.twin(slot) != RequestTable.NONE
                || (!isLastTry(slot) && table.service(slot).retries().spend());
    }

    private boolean isLastTry(final int slot) {
        return table.delivery(slot) == Delivery.AT_MOST_ONCE || table.ownAttempts(slot) >= config.attemptsMax();
    }

    /** The worker is silent: what may be executed twice goes to another worker, if there is one. */
    void onWorkerSuspect(final WorkerNode worker) {
        int slot = worker.requests().last();
        @Nullable Service asked = null;
        boolean hasOthers = false;
        for (int left = worker.requests().size(); left > 0; left--) {
            final int previous = table.placeLinks().before(slot);
            if (table.service(slot) != asked) {
                asked = table.service(slot);
                hasOthers = asked.pool().ready() > 0;
            }
            // A second try is left where it is: there is a first one.
            // And a keyed one has nobody else to go to.
            final boolean mayMove = hasOthers && !isLastTry(slot) && !table.isHedge(slot) && !table.isKeyed(slot);
            if (mayMove && table.service(slot).retries().spend()) {
                // It is not told to leave it: its answer counts if it comes first, and that of a cancelled handler must
                // not.
                unassign(slot);
                table.onMayHaveStarted(slot);
                redispatch(slot, worker);
            }
            slot = previous;
        }
    }
}
