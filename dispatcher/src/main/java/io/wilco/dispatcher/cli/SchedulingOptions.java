package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.Range;
import io.wilco.cli.UserError;
import io.wilco.cli.ZoneCheck;
import io.wilco.dispatcher.core.SchedulingConfig;
import io.wilco.dispatcher.policy.Policies;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import picocli.CommandLine.Option;

/** What can be said of how a dispatcher chooses workers, and whom it lets in. */
@SuppressWarnings("NullAway.Init") // picocli sets every field, from the command line or from DEFAULTS
final class SchedulingOptions {
    private static final SchedulingConfig DEFAULT = SchedulingConfig.DEFAULT;
    private static final Duration DAY = Duration.ofDays(1);
    private static final int PERCENT_MAX = 100;

    /** By option, as they are written. */
    static final Map<String, String> DEFAULTS = Map.of(
            "--policy", DEFAULT.policy(),
            "--zone", DEFAULT.zone(),
            "--queue-target", time(DEFAULT.queueTargetNs()),
            "--queue-patience", time(DEFAULT.queuePatienceNs()),
            "--slow-start", time(DEFAULT.slowStartNs()),
            "--ejection", time(DEFAULT.ejectionNs()),
            "--retry-budget", "" + DEFAULT.retryPercent(),
            "--hedge-percentile", "" + DEFAULT.hedgePercentile());

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            completionCandidates = PolicyNames.class,
            description = "who gets the next request: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    String policy;

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            description = "where this is: workers of the same zone come first (default: not said)")
    String zone;

    @Option(
            names = "--queue-target",
            paramLabel = "TIME",
            description = "how long requests may wait without anybody minding; ten service times, if that is"
                    + " longer (default: ${DEFAULT-VALUE})")
    Duration queueTarget;

    @Option(
            names = "--queue-patience",
            paramLabel = "TIME",
            description = "for how long without a break a client's requests may wait longer than that before new ones"
                    + " are refused (default: ${DEFAULT-VALUE})")
    Duration queuePatience;

    @Option(
            names = "--slow-start",
            paramLabel = "TIME",
            description = "how long a worker's weight grows from a tenth to all of it after it has come"
                    + " (default: ${DEFAULT-VALUE})")
    Duration slowStart;

    @Option(
            names = "--ejection",
            paramLabel = "TIME",
            description = "how long a worker that fails much more than the others gets nothing, at first; 0: never"
                    + " (default: ${DEFAULT-VALUE})")
    Duration ejection;

    @Option(
            names = "--retry-budget",
            paramLabel = "PERCENT",
            description =
                    "of the requests, how many may be made again, for whatever reason (default: ${DEFAULT-VALUE})")
    int retryBudget;

    @Option(
            names = "--hedge-percentile",
            paramLabel = "P",
            description = "a request that allows it goes to a second worker when it takes longer than so many of a"
                    + " hundred (default: ${DEFAULT-VALUE})")
    int hedgePercentile;

    /** @throws UserError naming the option that is out of bounds */
    SchedulingConfig config() {
        if (!Policies.NAMES.contains(policy)) {
            throw new UserError("--policy: " + Policies.unknown(policy));
        }
        ZoneCheck.check(zone);
        Range.check("--queue-target", queueTarget, Duration.ofNanos(1), DAY);
        Range.check("--queue-patience", queuePatience, Duration.ZERO, DAY);
        Range.check("--slow-start", slowStart, Duration.ZERO, DAY);
        Range.check("--ejection", ejection, Duration.ZERO, DAY);
        Range.check("--retry-budget", retryBudget, 0, PERCENT_MAX);
        Range.check("--hedge-percentile", hedgePercentile, SchedulingConfig.HEDGE_PERCENTILE_FLOOR, PERCENT_MAX);
        return new SchedulingConfig(
                policy,
                zone,
                queueTarget.toNanos(),
                queuePatience.toNanos(),
                slowStart.toNanos(),
                ejection.toNanos(),
                retryBudget,
                hedgePercentile);
    }

    private static String time(final long ns) {
        return Durations.format(Duration.ofNanos(ns));
    }

    /** The names of the policies, for the help. */
    static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Policies.NAMES.iterator();
        }
    }
}
