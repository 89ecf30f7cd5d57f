package io.wilco.loadgen.balance;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.dispatcher.policy.WorkerLoad;
import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.wire.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs: alone, and with all that follows from it until the request has come back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {
    private static final long SERVICE_NS = 1_000_000;
    private static final int CONCURRENCY = 4;

    @Param({
        "jbsq",
        "round-robin",
        "random",
        "least-outstanding",
        "power-of-two",
        "peak-ewma",
        "prequal",
        "weighted-by-load"
    })
    public String policy;

    @Param({"10", "1000"})
    public int workers;

    private final LoadReport report = new LoadReport();
    private WorkerPool<Integer> pool;
    private List<WorkerPool.Member<Integer>> members;
    private WorkerPool.Member<Integer>[] open;
    private int next;
    private long nowNs;

    /** All workers are known and have eight of ten handlers busy. */
    @Setup(Level.Iteration)
    @SuppressWarnings({"unchecked", "rawtypes"})
    public void setUp() {
        pool = Policies.newPool(policy, new SplittableRandom(1));
        members = new ArrayList<>();
        nowNs = 1_000_000_000L;
        report.concurrency = CONCURRENCY;
        report.serviceTimeNs = SERVICE_NS;
        for (int worker = 0; worker < workers; worker++) {
            final WorkerLoad load = new WorkerLoad();
            load.reset(CONCURRENCY);
            load.onReady(true);
            load.onCredit(true);
            load.onReport(report, SERVICE_NS / 10, nowNs);
            members.add(pool.add(worker, load, 0, nowNs));
        }
        open = new WorkerPool.Member[workers * CONCURRENCY * 8 / 10];
        for (int i = 0; i < open.length; i++) {
            open[i] = assign();
        }
        next = 0;
    }

    private WorkerPool.Member<Integer> assign() {
        final WorkerPool.Member<Integer> member = pool.pick(nowNs, 1);
        member.load().onAssigned(0);
        pool.onChanged(member, nowNs);
        return member;
    }

    /** Which worker gets the next request. */
    @Benchmark
    public Object decide() {
        nowNs += 100;
        return pool.pick(nowNs, 1);
    }

    /** A reply comes, and the next request goes. */
    @Benchmark
    public Object replyAndAssign() {
        nowNs += 1_000;
        final WorkerPool.Member<Integer> done = open[next];
        done.load().onAnswered(false);
        pool.onReply(done, SERVICE_NS, false, nowNs);
        done.load().onSettled(nowNs);
        pool.onChanged(done, nowNs);
        open[next] = assign();
        next = next + 1 < open.length ? next + 1 : 0;
        return open[next];
    }
}
