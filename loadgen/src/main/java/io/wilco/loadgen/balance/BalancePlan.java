package io.wilco.loadgen.balance;

import io.wilco.dispatcher.core.SchedulingConfig;
import io.wilco.loadgen.load.ServiceTimes;

/**
 * What one run of the simulator is to do. The messages of its checks name the options of {@code wilco sim}.
 *
 * @param scheduling the policy, and who is let in
 * @param isIdeal whether instead there is one queue, and workers that hear of it without delay; the delay counts all
 *     the same
 * @param dispatchers that share the workers, 1 to 64; requests come to each at random
 * @param workers 1 to 10,000
 * @param concurrency handlers of each, 1 to 65,536
 * @param serviceTimes of requests at a worker that is not slow
 * @param load share of what the workers that work could do, 0.001 to 100
 * @param delayNs one way between dispatcher and worker, at most an hour
 * @param loss share of messages that are lost once, or again, and come later, 0 to 0.9
 * @param slowWorkers how many of the workers take {@code slowness} times as long
 * @param slowness 1 to 10,000
 * @param failingWorkers how many fail every request at once
 * @param deadlineNs of each request, above 0
 * @param requests 1,000 or more, after a tenth as many that do not count
 */
public record BalancePlan(
        SchedulingConfig scheduling,
        boolean isIdeal,
        int dispatchers,
        int workers,
        int concurrency,
        ServiceTimes serviceTimes,
        double load,
        long delayNs,
        double loss,
        int slowWorkers,
        double slowness,
        int failingWorkers,
        long deadlineNs,
        int requests,
        long seed) {
    /** The name of the ideal among the policies. */
    public static final String CENTRAL_QUEUE = "central-queue";

    public static final int DISPATCHERS_MAX = 64;
    public static final int WORKERS_MAX = 10_000;
    public static final int CONCURRENCY_MAX = 65_536;
    public static final int REQUESTS_MIN = 1_000;
    public static final int REQUESTS_MAX = 1_000_000_000;
    public static final double LOAD_MIN = 0.001;
    public static final double LOAD_MAX = 100;
    public static final double LOSS_MAX = 0.9;
    public static final double SLOWNESS_MAX = 10_000;
    public static final long DELAY_MAX_NS = 3_600_000_000_000L;

    /** As good as none. */
    public static final long DEADLINE_NONE_NS = 1L << 60;

    /** Within which all requests come, so that no time overflows: a year. */
    private static final double SPAN_MAX_NS = 365 * 24 * 3.6e12;

    /** @throws IllegalArgumentException with a message fit for the user */
    public BalancePlan {
        check(dispatchers >= 1 && dispatchers <= DISPATCHERS_MAX, "--dispatchers is 1 to " + DISPATCHERS_MAX);
        check(workers >= 1 && workers <= WORKERS_MAX, "--workers is 1 to " + WORKERS_MAX);
        check(concurrency >= 1 && concurrency <= CONCURRENCY_MAX, "--concurrency is 1 to " + CONCURRENCY_MAX);
        check(serviceTimes.meanNs() >= 1, "--service-time is on average at least 1ns");
        check(load >= LOAD_MIN && load <= LOAD_MAX, "--load is " + LOAD_MIN + " to " + (int) LOAD_MAX);
        check(delayNs >= 0 && delayNs <= DELAY_MAX_NS, "--delay is at most 1h");
        check(loss >= 0 && loss <= LOSS_MAX, "--loss is 0 to " + LOSS_MAX);
        check(
                slowWorkers >= 0 && slowness >= 1 && slowness <= SLOWNESS_MAX,
                "--slow is a number of workers, x, and how many times slower, 1 to " + (int) SLOWNESS_MAX + ": 1x10");
        check(failingWorkers >= 0, "--failing is 0 or more");
        check((long) slowWorkers + failingWorkers <= workers, "--slow and --failing together are more than --workers");
        check(failingWorkers < workers, "--failing must leave a worker that works");
        check(deadlineNs > 0, "--deadline is above 0");
        check(requests >= REQUESTS_MIN && requests <= REQUESTS_MAX, "--requests is 1000 to " + REQUESTS_MAX);
        final double ratePerNs = ratePerNs(
                load * concurrency, workers - slowWorkers - failingWorkers, slowWorkers / slowness, serviceTimes);
        check(requests / ratePerNs < SPAN_MAX_NS, "--requests are more than come in a year of that --service-time");
    }

    private static void check(final boolean isFine, final String message) {
        if (!isFine) {
            throw new IllegalArgumentException(message);
        }
    }

    /** For people. */
    public String policyName() {
        return isIdeal ? CENTRAL_QUEUE : scheduling.policy();
    }

    /** Requests a nanosecond that bring the load. */
    double ratePerNs() {
        return ratePerNs(
                load * concurrency, workers - slowWorkers - failingWorkers, slowWorkers / slowness, serviceTimes);
    }

    private static double ratePerNs(
            final double each, final double quick, final double slow, final ServiceTimes serviceTimes) {
        return each * (quick + slow) / serviceTimes.meanNs();
    }
}
