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
 * @param load share of what the workers that work could do, above 0
 * @param delayNs one way between dispatcher and worker
 * @param loss share of messages that are lost once, or again, and come later, below 1
 * @param slowWorkers how many of the workers take {@code slowness} times as long
 * @param failingWorkers how many fail every request at once
 * @param deadlineNs of each request
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
    public static final double LOAD_MAX = 100;

    /** As good as none. */
    public static final long DEADLINE_NONE_NS = 1L << 60;

    /** @throws IllegalArgumentException with a message fit for the user */
    public BalancePlan {
        check(dispatchers >= 1 && dispatchers <= DISPATCHERS_MAX, "--dispatchers is 1 to " + DISPATCHERS_MAX);
        check(workers >= 1 && workers <= WORKERS_MAX, "--workers is 1 to " + WORKERS_MAX);
        check(concurrency >= 1 && concurrency <= CONCURRENCY_MAX, "--concurrency is 1 to " + CONCURRENCY_MAX);
        check(serviceTimes.meanNs() >= 1, "--service-time is on average at least 1ns");
        check(load > 0 && load <= LOAD_MAX, "--load is above 0 and at most " + (int) LOAD_MAX);
        check(loss >= 0 && loss < 1, "--loss is from 0 to less than 1");
        check(slowWorkers >= 0 && slowness >= 1, "--slow is a number of workers, x, and how many times slower: 1x10");
        check(failingWorkers >= 0, "--failing is 0 or more");
        check(slowWorkers + failingWorkers <= workers, "--slow and --failing together are more than --workers");
        check(failingWorkers < workers, "--failing must leave a worker that works");
        check(requests >= REQUESTS_MIN && requests <= REQUESTS_MAX, "--requests is 1000 to " + REQUESTS_MAX);
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
        final double quick = (double) workers - slowWorkers - failingWorkers;
        return load * concurrency * (quick + slowWorkers / slowness) / serviceTimes.meanNs();
    }
}
