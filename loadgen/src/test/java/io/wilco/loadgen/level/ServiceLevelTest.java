package io.wilco.loadgen.level;

import static io.wilco.loadgen.level.ServiceLevelSim.MS;
import static io.wilco.loadgen.level.ServiceLevelSim.SECOND;
import static io.wilco.loadgen.level.ServiceLevelSim.count;
import static io.wilco.loadgen.level.ServiceLevelSim.percentileMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.core.CallOptions;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.loadgen.level.PoissonClient.Call;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients see when there is too much to do, when a worker is slow, fails or vanishes. Everything runs in virtual
 * time, so the figures are the same on any machine.
 */
class ServiceLevelTest {
    private static final long SERVICE_NS = 4 * MS;
    private static final ServiceTimes EXPONENTIAL = new ServiceTimes.Exponential(SERVICE_NS);
    private static final ServiceTimes FIXED = new ServiceTimes.Fixed(SERVICE_NS);
    private static final CallOptions ONCE = CallOptions.AT_MOST_ONCE;

    /** Of four workers with a handler each, requests a second. */
    private static final double CAPACITY = 4e9 / SERVICE_NS;

    @ParameterizedTest
    @CsvSource({"2,100", "5,100", "2,500", "5,500", "2,5000", "5,5000"})
    void shouldGoOnAtFullSpeedWhenMuchMoreIsAskedFor(final double times, final long deadlineMs) {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 1);
        final PoissonClient client = sim.client(EXPONENTIAL, ONCE, deadlineMs * MS);
        final List<Call> before = sim.load(client, 0.5 * CAPACITY, 10 * SECOND);

        final List<Call> overload = sim.load(client, times * CAPACITY, 10 * SECOND);
        sim.load(client, 0.5 * CAPACITY, SECOND);
        final List<Call> after = sim.load(client, 0.5 * CAPACITY, 10 * SECOND);
        sim.runFor(6 * SECOND);

        final double goodput = count(overload, Call::isOk) / 10.0 / CAPACITY;
        final double okMs = percentileMs(overload, Call::isOk, 99);
        final double rejectedMs = percentileMs(overload, call -> call.status == ReplyStatus.REJECTED, 100);
        final double late = count(overload, call -> call.status == ReplyStatus.DEADLINE_EXCEEDED)
                / (double) count(overload, call -> call.status != ReplyStatus.REJECTED);
        final double travelled = sim.dispatcher.snapshot(sim.world.nowNs()).rejected()
                / (double) count(overload, call -> call.status == ReplyStatus.REJECTED);
        System.out.printf(
                "overload x%.0f, deadline %d ms: goodput %.3f, p99 of the answered %.1f ms, late of the accepted %.4f,"
                        + " rejections in %.2f ms, %.3f of them by the dispatcher; p99 before %.1f ms, a second after"
                        + " %.1f ms%n",
                times,
                deadlineMs,
                goodput,
                okMs,
                late,
                rejectedMs,
                travelled,
                percentileMs(before, Call::isOk, 99),
                percentileMs(after, Call::isOk, 99));
        assertThat(goodput).isGreaterThan(0.95);
        assertThat(late).isLessThan(0.01);
        assertThat(rejectedMs).isLessThan(10);
        // Where none may wait for long, the queue is too short to tell how many more there should be.
        assertThat(travelled).isLessThan(deadlineMs > 100 ? 0.1 : 0.3);
        assertThat(percentileMs(after, Call::isOk, 99)).isLessThan(1.2 * percentileMs(before, Call::isOk, 99));
        assertThat(count(after, Call::isOk)).isEqualTo(after.size());
    }

    @Test
    void shouldNotLetTheUrgentPayForWhatHasTime() {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 1);
        final PoissonClient client = sim.client(EXPONENTIAL, ONCE.withPriority(Priority.LOW), 500 * MS);
        client.rate(3 * CAPACITY, sim.world.nowNs());
        sim.runFor(2 * SECOND);
        final int window = client.windows.get(Priority.LOW);
        final List<Call> urgent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            urgent.add(client.call(sim.world.nowNs(), ONCE.withPriority(Priority.HIGH)));
            sim.runFor(10 * MS);
        }
        client.rate(0.5 * CAPACITY, sim.world.nowNs());
        sim.runFor(2 * SECOND);

        // What the workers do within the deadline, more or less.
        assertThat(window).isBetween((int) (0.5 * 0.5 * CAPACITY), (int) (0.5 * CAPACITY));
        assertThat(count(urgent, Call::isOk)).isEqualTo(urgent.size());
        assertThat(client.windows).doesNotContainKey(Priority.HIGH).containsEntry(Priority.LOW, 0);
    }

    @Test
    void shouldGiveTheModestWhatTheyAskForWhileOneIsGreedy() {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 1);
        final List<PoissonClient> modest = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            modest.add(sim.client(EXPONENTIAL, ONCE, 200 * MS));
        }
        final PoissonClient greedy = sim.client(EXPONENTIAL, ONCE, 200 * MS);
        for (final PoissonClient client : modest) {
            client.rate(0.5 * CAPACITY / 9, sim.world.nowNs());
        }
        greedy.rate(2 * CAPACITY, sim.world.nowNs());
        sim.runFor(10 * SECOND);
        sim.clients.forEach(client -> client.rate(0, sim.world.nowNs()));
        sim.runFor(SECOND);

        final List<Call> calls =
                modest.stream().flatMap(client -> client.calls.stream()).toList();
        final double share = count(calls, Call::isOk) / (double) calls.size();
        System.out.printf(
                "nine modest clients beside a greedy one: %.4f answered in time, p99 %.1f ms; the greedy one got %.3f of"
                        + " the capacity%n",
                share, percentileMs(calls, Call::isOk, 99), count(greedy.calls, Call::isOk) / 10.0 / CAPACITY);
        assertThat(share).isGreaterThan(0.98);
    }

    @Test
    void shouldHardlyBeSlowedByASlowWorker() {
        final double healthyMs = p99(4, 0, 0.6 * CAPACITY);
        // Three usual workers and one ten times slower; 60 % of what they can do together.
        final double slowMs = p99(4, 1, 0.6 * (3 + 0.1) / 4 * CAPACITY);

        System.out.printf("one of four ten times slower: p99 %.1f ms, all healthy %.1f ms%n", slowMs, healthyMs);
        assertThat(slowMs).isLessThan(2.5 * healthyMs);
    }

    private static double p99(final int workers, final int slow, final double perS) {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(workers, 1);
        for (int i = 0; i < slow; i++) {
            sim.workers.get(i).slowness(10);
        }
        final PoissonClient client = sim.client(EXPONENTIAL, ONCE, 5 * SECOND);
        sim.load(client, perS, 3 * SECOND);
        final List<Call> calls = sim.load(client, perS, 60 * SECOND);
        sim.runFor(SECOND);
        return percentileMs(calls, Call::isOk, 99);
    }

    @Test
    void shouldNotLeaveRequestsBehindLongOnes() {
        final ServiceLevelSim sim = withAFewLongOnes("jbsq");
        final ServiceLevelSim other = withAFewLongOnes("least-outstanding");

        final List<Call> calls = sim.clients.get(0).calls;
        final double behind = shareBehind(calls);
        final double otherBehind = shareBehind(other.clients.get(0).calls);
        final long recalled =
                sim.dispatcher.snapshot(sim.world.nowNs()).services().get(0).recalled();
        System.out.printf(
                "one request in a hundred takes a hundred times as long, eight workers at 60 %%: %.5f wait for a long"
                        + " one, %.4f asked back; with least-outstanding %.5f wait%n",
                behind, recalled / (double) calls.size(), otherBehind);
        assertThat(count(calls, Call::isOk)).isEqualTo(calls.size());
        assertThat(sim.executions()).isEqualTo(calls.size());
        assertThat(recalled).isPositive();
        assertThat(behind).isLessThan(otherBehind / 4);
    }

    /** The share that a long request of 100 ms held up: longer than queueing among short ones, and not long itself. */
    private static double shareBehind(final List<Call> calls) {
        return count(calls, call -> call.tookNs() > 30 * MS && call.tookNs() < 100 * MS) / (double) calls.size();
    }

    private static ServiceLevelSim withAFewLongOnes(final String policy) {
        final ServiceTimes times = new ServiceTimes.Bimodal(MS, 100 * MS, 0.01);
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT.withPolicy(policy)).workers(8, 1);
        final PoissonClient client = sim.client(times, ONCE, 5 * SECOND);
        sim.load(client, 0.6 * 8e9 / times.meanNs(), 60 * SECOND);
        sim.runFor(SECOND);
        return sim;
    }

    @Test
    void shouldSoonAvoidAWorkerThatFails() {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 1);
        final PoissonClient client = sim.client(EXPONENTIAL, ONCE, 5 * SECOND);
        sim.load(client, 0.5 * CAPACITY, 3 * SECOND);
        sim.workers.get(2).fail();

        final List<Call> first = sim.load(client, 0.5 * CAPACITY, SECOND);
        final List<Call> then = sim.load(client, 0.5 * CAPACITY, 60 * SECOND);
        sim.runFor(SECOND);

        final double share = count(then, call -> !call.isOk()) / (double) then.size();
        System.out.printf(
                "one of four fails at once: errors in the first second %.4f, in the minute after it %.5f%n",
                count(first, call -> !call.isOk()) / (double) first.size(), share);
        assertThat(share).isLessThan(0.02);
    }

    @Test
    void shouldCutTheTailByHedging() {
        final double[] plain = hedged(false);
        final double[] hedged = hedged(true);

        System.out.printf(
                "a worker is ten times slower for 1.6 %% of the requests: p99.9 %.1f ms, hedged %.1f ms with %.2f %%"
                        + " more executions%n",
                plain[0], hedged[0], 100 * (hedged[1] - 1));
        assertThat(hedged[0]).isLessThan(plain[0] / 2);
        assertThat(hedged[1]).isLessThan(1.05);
    }

    /** p99.9, and executions over requests. */
    private static double[] hedged(final boolean mayHedge) {
        final DispatcherConfig config = DispatcherConfig.DEFAULT.withPolicy("round-robin");
        final ServiceLevelSim sim = new ServiceLevelSim(config).workers(4, 4);
        sim.workers.get(0).slowness(10);
        sim.dispatcher
                .operator()
                .change(
                        "w0",
                        WorkerChange.ofWeight(5),
                        sim.world.nowNs(),
                        result -> assertThat(result.isDone()).isTrue());
        final CallOptions options = mayHedge ? CallOptions.AT_LEAST_ONCE.withHedging() : CallOptions.AT_LEAST_ONCE;
        final PoissonClient client = sim.client(FIXED, options, 5 * SECOND);
        sim.load(client, CAPACITY, 5 * SECOND);
        final int executedBefore = sim.executions();
        final List<Call> calls = sim.load(client, CAPACITY, 60 * SECOND);
        sim.runFor(SECOND);
        assertThat(count(calls, Call::isOk)).isEqualTo(calls.size());
        return new double[] {
            percentileMs(calls, Call::isOk, 99.9), (sim.executions() - executedBefore) / (double) calls.size()
        };
    }

    @Test
    void shouldNotMakeAnOverloadOfALoss() {
        final ServiceLevelSim sim =
                new ServiceLevelSim(DispatcherConfig.DEFAULT.withPolicy("least-outstanding")).workers(8, 4);
        final PoissonClient client = sim.client(EXPONENTIAL, CallOptions.of(Delivery.AT_LEAST_ONCE), 5 * SECOND);
        sim.load(client, 4 * CAPACITY, 2 * SECOND);
        final int executedBefore = sim.executions();

        client.rate(4 * CAPACITY, sim.world.nowNs());
        sim.runFor(SECOND);
        final int from = client.calls.size();
        for (int i = 0; i < 4; i++) {
            sim.crash(i);
        }
        sim.runFor(2 * SECOND);
        client.rate(0, sim.world.nowNs());
        sim.runFor(6 * SECOND);

        final int begun = client.calls.size() - from;
        final long redispatched = sim.dispatcher.snapshot(sim.world.nowNs()).redispatched();
        System.out.printf(
                "half of eight workers vanish: %d of %d requests made again, %d executions%n",
                redispatched, begun, sim.executions() - executedBefore);
        assertThat(redispatched).isLessThan((long) (0.2 * begun));
    }

    @Test
    void shouldRunThePartsOfATaskAtOnce() {
        final double slowestNs = partsNs(1, ONCE);

        System.out.printf("16 parts on 4 workers of 4 handlers: %.3f times one part's time%n", slowestNs / SERVICE_NS);
        assertThat(slowestNs).isLessThan(1.3 * SERVICE_NS);
    }

    @Test
    void shouldNotWaitForAStragglerAmongTheParts() {
        final double plainNs = partsNs(20, CallOptions.AT_LEAST_ONCE);
        final double hedgedNs = partsNs(20, CallOptions.AT_LEAST_ONCE.withHedging());

        System.out.printf(
                "16 parts, one of the 4 workers suddenly 20 times slower: %.2f times one part's time, hedged %.2f%n",
                plainNs / SERVICE_NS, hedgedNs / SERVICE_NS);
        assertThat(plainNs).isGreaterThan(15 * SERVICE_NS);
        assertThat(hedgedNs).isLessThan(3 * SERVICE_NS);
    }

    /** How long 16 parts take on four workers of four handlers, one of which has just become so much slower. */
    private static double partsNs(final double slowness, final CallOptions options) {
        final ServiceLevelSim sim = new ServiceLevelSim(DispatcherConfig.DEFAULT).workers(4, 4);
        final PoissonClient client = sim.client(FIXED, options, 5 * SECOND);
        sim.load(client, CAPACITY, 2 * SECOND);
        sim.runFor(SECOND);
        sim.workers.get(2).slowness(slowness);
        final int before = client.calls.size();
        for (int i = 0; i < 16; i++) {
            client.call(sim.world.nowNs());
        }
        client.rate(0, sim.world.nowNs());
        sim.runFor(SECOND);
        return MS * percentileMs(client.calls.subList(before, client.calls.size()), Call::isOk, 100);
    }
}
