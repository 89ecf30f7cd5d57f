package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.wire.Zone;

/**
 * How a dispatcher chooses workers, and whom it lets in.
 *
 * @param policy one of {@link Policies#NAMES}
 * @param zone where the dispatcher is: workers of the same zone are nearer; empty if that does not matter
 * @param queueTargetNs how long a request may wait without anybody minding, above 0; ten service times, if that is
 *     longer
 * @param queuePatienceNs for how long without a break requests may wait longer than that before a client's are refused,
 *     0 or more
 * @param slowStartNs for how long a worker's weight grows after it has come, 0 or more
 * @param ejectionNs for how long a worker that fails much more than the others gets nothing, at first; 0: it always
 *     gets its part
 * @param retryPercent of the requests that may be made again, for whatever reason, 0 to 100
 * @param hedgePercentile of the latencies after which a request that allows it goes to a second worker, 50 to 100
 */
public record SchedulingConfig(
        String policy,
        String zone,
        long queueTargetNs,
        long queuePatienceNs,
        long slowStartNs,
        long ejectionNs,
        int retryPercent,
        int hedgePercentile) {
    public static final int HEDGE_PERCENTILE_FLOOR = 50;

    public static final SchedulingConfig DEFAULT =
            new SchedulingConfig(Policies.DEFAULT, "", 200_000_000L, 100_000_000L, 0, 10_000_000_000L, 20, 97);

    /** @throws IllegalArgumentException naming what is out of bounds */
    public SchedulingConfig {
        if (!Policies.NAMES.contains(policy)) {
            throw new IllegalArgumentException(Policies.unknown(policy));
        }
        check(Zone.isValid(zone), "zone");
        check(queueTargetNs > 0, "queueTargetNs");
        check(queuePatienceNs >= 0, "queuePatienceNs");
        check(slowStartNs >= 0, "slowStartNs");
        check(ejectionNs >= 0, "ejectionNs");
        check(retryPercent >= 0 && retryPercent <= 100, "retryPercent");
        check(hedgePercentile >= HEDGE_PERCENTILE_FLOOR && hedgePercentile <= 100, "hedgePercentile");
    }

    private static void check(final boolean isFine, final String name) {
        if (!isFine) {
            throw new IllegalArgumentException(name + " is out of bounds");
        }
    }

    /** This with another policy. */
    public SchedulingConfig withPolicy(final String name) {
        return new SchedulingConfig(
                name, zone, queueTargetNs, queuePatienceNs, slowStartNs, ejectionNs, retryPercent, hedgePercentile);
    }

    /** This in another zone. */
    public SchedulingConfig withZone(final String name) {
        return new SchedulingConfig(
                policy, name, queueTargetNs, queuePatienceNs, slowStartNs, ejectionNs, retryPercent, hedgePercentile);
    }
}
