package io.wilco.dispatcher.core;

import io.wilco.link.TimerWheel;
import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyFlyweight;
import io.wilco.wire.ReplyStatus;
import java.nio.ByteBuffer;

/** What workers reply: the answer goes back to the client, a refusal makes the request another worker's. */
final class Answers {
    private final DispatcherConfig config;
    private final RequestTable table;
    private final Scheduler scheduler;
    private final Returns returns;
    private final Outliers outliers;
    private final TimerWheel pauses;

    /** @param pauses tells by a worker's index when it may be given requests again after it refused one */
    Answers(
            final DispatcherConfig config,
            final RequestTable table,
            final Scheduler scheduler,
            final Returns returns,
            final Outliers outliers,
            final TimerWheel pauses) {
        this.config = config;
        this.table = table;
        this.scheduler = scheduler;
        this.returns = returns;
        this.outliers = outliers;
        this.pauses = pauses;
    }

    /** A worker has replied; false if there is no room for it now. */
    boolean onReply(
            final WorkerNode worker, final long nowNs, final ByteBuffer body, final int offset, final int length) {
        if (!ReplyFlyweight.isValid(body, offset, length)) {
            return true;
        }
        final int slot = awaiting(worker, body, offset);
        if (slot != RequestTable.NONE && !onAwaitedReply(slot, worker, nowNs, body, offset, length)) {
            return false;
        }
        final ReplyStatus status = ReplyFlyweight.status(body, offset);
        worker.completed += status == ReplyStatus.REJECTED ? 0 : 1;
        if (status.isFromHandler()) {
            worker.load().onSettled(nowNs);
        } else {
            worker.load().onReturned();
        }
        scheduler.onLoadChanged(worker);
        return true;
    }

    /** The request that a worker's reply is for, if it still waits for one. */
    private int awaiting(final WorkerNode worker, final ByteBuffer body, final int offset) {
        final int slot = table.slotOf(ReplyFlyweight.requestId(body, offset));
        final boolean isAwaiting = slot != RequestTable.NONE
                && table.state(slot) != RequestState.REPLYING
                && (table.worker(slot) == worker || isLateAnswer(slot, ReplyFlyweight.status(body, offset)));
        return isAwaiting ? slot : RequestTable.NONE;
    }

    /** Whether this is the answer of a worker that the request was taken from, and that had executed it after all. */
    private boolean isLateAnswer(final int slot, final ReplyStatus status) {
        return table.delivery(slot) == Delivery.AT_LEAST_ONCE && status.isFromHandler();
    }

    /** False if there is no room for it. */
    private boolean onAwaitedReply(
            final int slot,
            final WorkerNode worker,
            final long nowNs,
            final ByteBuffer body,
            final int offset,
            final int length) {
        final ReplyStatus status = ReplyFlyweight.status(body, offset);
        final boolean isOwn = table.worker(slot) == worker;
        if (isOwn && status == ReplyStatus.REJECTED && isRefusal(ReplyFlyweight.reason(body, offset))) {
            if (ReplyFlyweight.reason(body, offset) == RejectReason.RECALLED && table.wasAskedBack(slot)) {
                table.service(slot).recalled++;
            } else {
                worker.refused++;
                pauses.schedule(worker.index(), nowNs + worker.pause(config.refusedPauseNs()));
            }
            scheduler.onRefused(slot);
            return true;
        }
        if (table.isHedge(slot) && !status.isFromHandler()) {
            scheduler.unassign(slot);
            scheduler.hedger().forget(slot);
            return true;
        }
        final int first = table.isHedge(slot) ? table.twin(slot) : slot;
        final Returns.Way way = returns.pass(first, body, offset, length);
        if (way == Returns.Way.NO_ROOM) {
            return false;
        }
        if (isOwn) {
            worker.onAnswer(table.service(slot), nowNs - table.sinceNs(slot), status, nowNs);
            if (status == ReplyStatus.APPLICATION_ERROR) {
                outliers.onError(worker, table.service(slot), nowNs);
            }
            scheduler.unassign(slot);
        } else {
            scheduler.withdraw(slot);
        }
        if (first != slot) {
            // The second try has won.
            scheduler.hedger().forget(slot);
            scheduler.withdraw(first);
        }
        returns.settle(first, way);
        return true;
    }

    private static boolean isRefusal(final RejectReason reason) {
        return reason == RejectReason.WORKER_BUSY
                || reason == RejectReason.DRAINING
                || reason == RejectReason.NO_WORKERS
                || reason == RejectReason.QUEUE_FULL
                || reason == RejectReason.OVERLOADED
                || reason == RejectReason.RECALLED
                || reason == RejectReason.NOT_OWNER;
    }
}
