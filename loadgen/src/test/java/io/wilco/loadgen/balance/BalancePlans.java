package io.wilco.loadgen.balance;

import io.wilco.dispatcher.core.SchedulingConfig;
import io.wilco.loadgen.load.ServiceTimes;

/** Plans for tests: one dispatcher, exponential service times of 1 ms, no delay and no deadline unless said. */
final class BalancePlans {
    static final long SERVICE_NS = 1_000_000L;

    private final String policy;
    private final int workers;
    private final double load;
    private long delayNs;
    private double loss;
    private int slowWorkers;
    private int failingWorkers;
    private int dispatchers = 1;
    private long deadlineNs = BalancePlan.DEADLINE_NONE_NS;
    private int requests = 200_000;
    private long seed = 1;

    private BalancePlans(final String policy, final int workers, final double load) {
        this.policy = policy;
        this.workers = workers;
        this.load = load;
    }

    static BalancePlans of(final String policy, final int workers, final double load) {
        return new BalancePlans(policy, workers, load);
    }

    BalancePlans delayNs(final long newDelayNs) {
        delayNs = newDelayNs;
        return this;
    }

    BalancePlans loss(final double newLoss) {
        loss = newLoss;
        return this;
    }

    /** So many are ten times slower. */
    BalancePlans slow(final int count) {
        slowWorkers = count;
        return this;
    }

    BalancePlans failing(final int count) {
        failingWorkers = count;
        return this;
    }

    BalancePlans dispatchers(final int count) {
        dispatchers = count;
        return this;
    }

    BalancePlans deadlineNs(final long newDeadlineNs) {
        deadlineNs = newDeadlineNs;
        return this;
    }

    BalancePlans requests(final int count) {
        requests = count;
        return this;
    }

    BalancePlans seed(final long newSeed) {
        seed = newSeed;
        return this;
    }

    BalanceResult run() {
        final boolean isIdeal = policy.equals(BalancePlan.CENTRAL_QUEUE);
        return new BalanceRun(new BalancePlan(
                        isIdeal ? SchedulingConfig.DEFAULT : SchedulingConfig.DEFAULT.withPolicy(policy),
                        isIdeal,
                        dispatchers,
                        workers,
                        1,
                        new ServiceTimes.Exponential(SERVICE_NS),
                        load,
                        delayNs,
                        loss,
                        slowWorkers,
                        10,
                        failingWorkers,
                        deadlineNs,
                        requests,
                        seed))
                .run();
    }
}
