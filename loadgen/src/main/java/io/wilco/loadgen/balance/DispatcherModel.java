package io.wilco.loadgen.balance;

import io.wilco.dispatcher.core.SchedulingConfig;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.dispatcher.policy.WorkerLoad;
import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.wire.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A dispatcher's policy and queue, with nothing around them. */
final class DispatcherModel {
    private static final int PRIORITY = 1;

    private final RequestPool requests;
    private final WorkerPool<Integer> pool;
    private final List<WorkerPool.Member<Integer>> members = new ArrayList<>();
    private final long[] reportedCompleted;
    private final List<SlotList> assigned = new ArrayList<>();
    private final FairQueue queue = new FairQueue();
    private final Flow flow;
    private final Admission admission;
    private final LoadReport report = new LoadReport();
    private final long roundTripNs;

    DispatcherModel(
            final RequestPool requests,
            final SchedulingConfig scheduling,
            final int workers,
            final int concurrency,
            final long roundTripNs,
            final RandomGenerator random) {
        this.requests = requests;
        this.roundTripNs = roundTripNs;
        pool = Policies.newPool(scheduling.policy(), random);
        flow = new Flow(PRIORITY, requests.links());
        admission = new Admission(scheduling.queueTargetNs(), scheduling.queuePatienceNs());
        reportedCompleted = new long[workers];
        report.concurrency = concurrency;
        for (int worker = 0; worker < workers; worker++) {
            final WorkerLoad load = new WorkerLoad();
            load.reset(concurrency);
            load.onReady(true);
            load.onCredit(true);
            members.add(pool.add(worker, load, 0, 0));
            assigned.add(new SlotList(requests.links()));
        }
    }

    /** A request comes; false if it is refused. */
    boolean onRequest(final int slot, final long budgetNs, final long nowNs) {
        if (!queue.isEmpty()) {
            final long waitNs = Admission.waitNs(queue, flow, pool.perNs(), pool.freeHandlers());
            if (admission.excessNs(flow, waitNs, pool.perNs(), (long) pool.serviceNs(), budgetNs, nowNs) > 0) {
                return false;
            }
        }
        queue.addLast(flow, slot);
        return true;
    }

    /** The first of those that wait, or a negative number. */
    int first() {
        return queue.isEmpty() ? -1 : FairQueue.first(queue.next());
    }

    /** The first of those that wait is not wanted any more. */
    void dropFirst() {
        final Flow next = queue.next();
        queue.remove(next, FairQueue.first(next));
    }

    /**
     * Gives the first of those that wait to a worker; false if it goes on waiting.
     *
     * @param budgetNs within which it was to be answered when it came
     */
    boolean assign(final long budgetNs, final long nowNs) {
        final WorkerPool.Member<Integer> chosen = pool.pick(nowNs, queue.size());
        if (chosen == null) {
            return false;
        }
        final Flow next = queue.next();
        final int slot = FairQueue.first(next);
        final long serviceNs = (long) pool.serviceNs();
        final long targetNs = admission.targetNs(budgetNs, serviceNs);
        next.onServed(nowNs - requests.arrivedNs[slot], targetNs, serviceNs, nowNs);
        queue.onServed(next);
        requests.assignedNs[slot] = nowNs;
        requests.worker[slot] = chosen.owner();
        assigned.get(chosen.owner()).addLast(slot);
        chosen.load().onAssigned(nowNs);
        pool.onChanged(chosen, nowNs);
        return true;
    }

    /** The request that a worker is to give back if it has not started it, or a negative number. */
    int recall(final long nowNs) {
        WorkerPool.Member<Integer> member = pool.pickForRecall(nowNs, queue.size());
        while (member != null) {
            member.load().onAsked();
            pool.onChanged(member, nowNs);
            final int slot = assigned.get(member.owner()).last();
            if (!requests.wasAskedBack[slot]) {
                requests.wasAskedBack[slot] = true;
                return slot;
            }
            member = pool.pickForRecall(nowNs, queue.size());
        }
        return SlotList.NONE;
    }

    /** A worker has given back a request that it had not started. */
    void onReturned(final int slot, final long nowNs) {
        final WorkerPool.Member<Integer> member = members.get(requests.worker[slot]);
        assigned.get(member.owner()).remove(slot);
        member.load().onReturned();
        pool.onChanged(member, nowNs);
        queue.addFirst(flow, slot);
    }

    /** A reply has come, and a load report with it. */
    void onReply(final int slot, final long nowNs) {
        final WorkerPool.Member<Integer> member = members.get(requests.worker[slot]);
        final WorkerLoad load = member.load();
        // One that was lost and sent again may come after a newer one.
        if (requests.completed[slot] > reportedCompleted[requests.worker[slot]]) {
            reportedCompleted[requests.worker[slot]] = requests.completed[slot];
            report.executing = requests.executing[slot];
            report.queued = requests.queued[slot];
            report.serviceTimeNs = requests.serviceTimeNs[slot];
            report.received = requests.received[slot];
            report.completed = requests.completed[slot];
            load.onReport(report, roundTripNs, nowNs);
        }
        assigned.get(member.owner()).remove(slot);
        load.onAnswered(requests.isError[slot]);
        pool.onReply(member, nowNs - requests.assignedNs[slot], requests.isError[slot], nowNs);
        load.onSettled(nowNs);
        pool.onChanged(member, nowNs);
    }
}
