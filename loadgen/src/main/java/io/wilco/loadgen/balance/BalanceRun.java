package io.wilco.loadgen.balance;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * One run: requests come at random (Poisson), go through their dispatcher's queue to a worker, and back. The same plan
 * gives the same result, on any machine.
 */
public final class BalanceRun {
    private static final int WARMUP_SHARE = 10;
    private static final int DIGITS = 3;

    /** What a message that was lost needs in addition, besides three round trips: about a probe timeout. */
    private static final long LOST_NS = 1_000_000L;

    private static final int LOST_ROUND_TRIPS = 3;

    // An event is a request's slot, or a dispatcher's number, and what happens to it.
    private static final int KIND_SHIFT = 3;
    private static final int KIND_MASK = 7;
    private static final int ARRIVE = 0;
    private static final int REACH = 1;
    private static final int FINISH = 2;
    private static final int ANSWER = 3;
    private static final int RECALL = 4;
    private static final int RETURN = 5;

    private final BalancePlan plan;
    private final RequestPool requests = new RequestPool();
    private final WorkerModel[] workers;
    private final DispatcherModel[] dispatchers;
    private final EventQueue events = new EventQueue();
    private final Lane toWorkers = new Lane();
    private final Lane toDispatchers = new Lane();
    private final RandomGenerator arrivals;
    private final RandomGenerator services;
    private final RandomGenerator losses;
    private final Histogram latencies = new Histogram(DIGITS);
    private final long delayNs;

    /** What the ideal adds to each latency in place of the delay. */
    private final long outsideNs;

    private final double gapNs;

    /** When the next request comes to each dispatcher; with fractions, since many come in a nanosecond if need be. */
    private final double[] arrivesNs;

    private final int total;
    private final int warmup;
    private long[] tookNs = new long[1_024];
    private long order;
    private long handled;
    private int arrived;
    private int inTime;
    private int rejected;
    private int errors;
    private int ended;

    /** A run that has not begun. */
    public BalanceRun(final BalancePlan plan) {
        this.plan = plan;
        delayNs = plan.isIdeal() ? 0 : plan.delayNs();
        outsideNs = plan.isIdeal() ? 2 * plan.delayNs() : 0;
        final int count = plan.isIdeal() ? 1 : plan.dispatchers();
        final SplittableRandom random = new SplittableRandom(plan.seed());
        arrivals = random.split();
        services = random.split();
        losses = random.split();
        // Where all are alike, all handlers behind one queue: nobody need be chosen, so nobody can be chosen badly.
        final boolean isOne = plan.isIdeal() && plan.slowWorkers() + plan.failingWorkers() == 0;
        final int concurrency = plan.concurrency() * (isOne ? plan.workers() : 1);
        workers = new WorkerModel[isOne ? 1 : plan.workers()];
        for (int i = 0; i < workers.length; i++) {
            final boolean isSlow = i < plan.slowWorkers();
            final boolean isFailing = !isSlow && i < plan.slowWorkers() + plan.failingWorkers();
            workers[i] = new WorkerModel(requests, concurrency, isSlow ? plan.slowness() : 1, isFailing, count);
        }
        dispatchers = new DispatcherModel[count];
        for (int i = 0; i < dispatchers.length; i++) {
            dispatchers[i] = new DispatcherModel(
                    requests, plan.scheduling(), workers.length, concurrency, 2 * delayNs, random.split());
        }
        gapNs = count / plan.ratePerNs();
        arrivesNs = new double[count];
        warmup = plan.requests() / WARMUP_SHARE;
        total = plan.requests() + warmup;
    }

    /** Runs to the end. */
    public BalanceResult run() {
        for (int i = 0; i < dispatchers.length; i++) {
            scheduleArrival(i);
        }
        while (ended < total) {
            step();
        }
        final double unitNs = plan.serviceTimes().meanNs();
        final double measured = plan.requests();
        return new BalanceResult(
                plan,
                latencies.getMean() / unitNs,
                latencies.getValueAtPercentile(50) / unitNs,
                latencies.getValueAtPercentile(99) / unitNs,
                latencies.getValueAtPercentile(99.9) / unitNs,
                inTime / measured,
                rejected / measured,
                errors / measured,
                handled);
    }

    private void step() {
        handled++;
        final long eventNs = events.firstNs();
        final long outNs = toWorkers.firstNs();
        final long backNs = toDispatchers.firstNs();
        if (isFirst(outNs, toWorkers.firstOrder(), eventNs, events.firstOrder())
                && isFirst(outNs, toWorkers.firstOrder(), backNs, toDispatchers.firstOrder())) {
            handle(toWorkers.poll(), outNs);
        } else if (isFirst(backNs, toDispatchers.firstOrder(), eventNs, events.firstOrder())) {
            handle(toDispatchers.poll(), backNs);
        } else {
            handle(events.poll(), eventNs);
        }
    }

    private static boolean isFirst(final long ns, final long order, final long thanNs, final long thanOrder) {
        return ns < thanNs || (ns == thanNs && order < thanOrder);
    }

    private void handle(final int event, final long nowNs) {
        final int index = event >>> KIND_SHIFT;
        switch (event & KIND_MASK) {
            case ARRIVE -> onArrival(index, nowNs);
            case REACH -> onReached(index, nowNs);
            case FINISH -> onFinished(index, nowNs);
            case ANSWER -> onAnswered(index, nowNs);
            case RECALL -> onRecall(index, nowNs);
            default -> onReturned(index, nowNs);
        }
    }

    private void scheduleArrival(final int index) {
        arrivesNs[index] += arrivals.nextExponential() * gapNs;
        schedule((long) arrivesNs[index], (index << KIND_SHIFT) | ARRIVE);
    }

    private void schedule(final long timeNs, final int event) {
        events.add(timeNs, order++, event);
    }

    private void onArrival(final int index, final long nowNs) {
        if (arrived == total) {
            return;
        }
        scheduleArrival(index);
        final int slot = requests.take();
        if (slot >= tookNs.length) {
            tookNs = java.util.Arrays.copyOf(tookNs, 2 * tookNs.length);
        }
        requests.arrivedNs[slot] = nowNs;
        requests.dispatcher[slot] = index;
        requests.isMeasured[slot] = arrived++ >= warmup;
        requests.isError[slot] = false;
        if (dispatchers[index].onRequest(slot, plan.deadlineNs(), nowNs)) {
            assignAll(dispatchers[index], nowNs);
        } else {
            rejected += requests.isMeasured[slot] ? 1 : 0;
            end(slot);
        }
    }

    private void assignAll(final DispatcherModel dispatcher, final long nowNs) {
        for (int slot = dispatcher.first(); slot >= 0; slot = dispatcher.first()) {
            if (nowNs - requests.arrivedNs[slot] >= plan.deadlineNs()) {
                dispatcher.dropFirst();
                end(slot);
            } else if (dispatcher.assign(plan.deadlineNs(), nowNs)) {
                send(toWorkers, nowNs, (slot << KIND_SHIFT) | REACH);
            } else {
                break;
            }
        }
        for (int slot = dispatcher.recall(nowNs); slot >= 0; slot = dispatcher.recall(nowNs)) {
            send(toWorkers, nowNs, (slot << KIND_SHIFT) | RECALL);
        }
    }

    private void onRecall(final int slot, final long nowNs) {
        if (workers[requests.worker[slot]].giveBack(slot)) {
            send(toDispatchers, nowNs, (slot << KIND_SHIFT) | RETURN);
        }
    }

    private void onReturned(final int slot, final long nowNs) {
        final DispatcherModel dispatcher = dispatchers[requests.dispatcher[slot]];
        dispatcher.onReturned(slot, nowNs);
        assignAll(dispatcher, nowNs);
    }

    private void send(final Lane lane, final long nowNs, final int event) {
        long takesNs = delayNs;
        if (plan.loss() == 0 || losses.nextDouble() >= plan.loss()) {
            lane.add(nowNs + takesNs, order++, event);
            return;
        }
        do {
            takesNs += LOST_NS + LOST_ROUND_TRIPS * 2 * plan.delayNs();
        } while (losses.nextDouble() < plan.loss());
        schedule(nowNs + takesNs, event);
    }

    private void onReached(final int slot, final long nowNs) {
        final WorkerModel worker = workers[requests.worker[slot]];
        if (worker.onRequest(slot)) {
            start(worker, slot, nowNs);
        }
    }

    private void start(final WorkerModel worker, final int slot, final long nowNs) {
        if (nowNs - requests.arrivedNs[slot] >= plan.deadlineNs()) {
            tookNs[slot] = 0;
        } else {
            tookNs[slot] = worker.timeNs(plan.serviceTimes().sampleNs(services));
            requests.isError[slot] = worker.isFailing();
        }
        schedule(nowNs + tookNs[slot], (slot << KIND_SHIFT) | FINISH);
    }

    private void onFinished(final int slot, final long nowNs) {
        final WorkerModel worker = workers[requests.worker[slot]];
        worker.onDone(slot, tookNs[slot]);
        final int next = worker.startNext();
        if (next >= 0) {
            start(worker, next, nowNs);
        }
        worker.report(slot);
        send(toDispatchers, nowNs, (slot << KIND_SHIFT) | ANSWER);
    }

    private void onAnswered(final int slot, final long nowNs) {
        final DispatcherModel dispatcher = dispatchers[requests.dispatcher[slot]];
        dispatcher.onReply(slot, nowNs);
        if (requests.isMeasured[slot]) {
            final long latencyNs = nowNs - requests.arrivedNs[slot] + outsideNs;
            if (requests.isError[slot]) {
                errors++;
            } else if (latencyNs < plan.deadlineNs()) {
                inTime++;
                latencies.recordValue(latencyNs);
            }
        }
        end(slot);
        assignAll(dispatcher, nowNs);
    }

    private void end(final int slot) {
        ended++;
        requests.release(slot);
    }
}
