package io.wilco.dispatcher.policy;

import io.wilco.wire.LoadReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Loads of workers, and pools of them, for tests. */
final class Loads {
    private Loads() {}

    /** Of a worker with so many handlers that can take requests and has none. */
    static WorkerLoad ready(final int concurrency) {
        final WorkerLoad load = new WorkerLoad();
        load.reset(concurrency);
        load.onReady(true);
        load.onCredit(true);
        return load;
    }

    /** Of one that has so many requests. */
    static WorkerLoad busy(final int concurrency, final int outstanding) {
        final WorkerLoad load = ready(concurrency);
        for (int i = 0; i < outstanding; i++) {
            load.onAssigned(0);
        }
        return load;
    }

    static LoadReport report(final int concurrency, final long serviceTimeNs, final long completed) {
        final LoadReport report = new LoadReport();
        report.concurrency = concurrency;
        report.serviceTimeNs = serviceTimeNs;
        report.completed = completed;
        return report;
    }

    /** A pool of workers that are known by their index. */
    static final class Pool {
        private final WorkerPool<Integer> pool;
        private final List<WorkerPool.Member<Integer>> members = new ArrayList<>();
        long nowNs = 1;

        Pool(final String policy, final WorkerLoad... loads) {
            pool = Policies.newPool(policy, new SplittableRandom(1));
            Arrays.stream(loads).forEach(load -> add(load, 0));
        }

        void add(final WorkerLoad load, final int rank) {
            members.add(pool.add(members.size(), load, rank, nowNs));
        }

        WorkerPool<Integer> pool() {
            return pool;
        }

        WorkerPool.Member<Integer> member(final int worker) {
            return members.get(worker);
        }

        void remove(final int worker) {
            pool.remove(members.get(worker), nowNs);
        }

        void changed(final int worker) {
            pool.onChanged(members.get(worker), nowNs);
        }

        /** The worker picked for the first of so many, or {@link Policy#NONE}. */
        int pick(final int queued) {
            final WorkerPool.Member<Integer> member = pool.pick(nowNs, queued);
            return member == null ? Policy.NONE : member.owner();
        }

        int pick() {
            return pick(1);
        }

        /** Picks, and the worker picked has one more. */
        int assign() {
            final int worker = pick();
            if (worker != Policy.NONE) {
                members.get(worker).load().onAssigned(nowNs);
                changed(worker);
            }
            return worker;
        }

        /** The worker has answered one, with that smoothed service time and round trip. */
        void answer(final int worker, final long serviceTimeNs, final long roundTripNs) {
            final WorkerLoad load = members.get(worker).load();
            load.onReport(report(load.concurrency(), serviceTimeNs, 0), roundTripNs, nowNs);
            load.onAnswered(false);
            pool.onReply(members.get(worker), serviceTimeNs + roundTripNs, false, nowNs);
            load.onSettled(nowNs);
            changed(worker);
        }
    }
}
