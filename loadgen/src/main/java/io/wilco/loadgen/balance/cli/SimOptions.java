package io.wilco.loadgen.balance.cli;

import io.wilco.cli.Durations;
import io.wilco.dispatcher.core.SchedulingConfig;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.loadgen.balance.BalancePlan;
import io.wilco.loadgen.load.ServiceTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code wilco sim} that say what to simulate. */
final class SimOptions {
    private static final int LOADS_MAX = 1_000;

    /** So that the end of a range is in it in spite of rounding. */
    private static final double ROUNDING = 1e-9;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description = "one or more, with commas: jbsq, round-robin, random, least-outstanding, power-of-two,"
                    + " peak-ewma, prequal, weighted-by-load, central-queue; or all (default: ${DEFAULT-VALUE})")
    private List<String> policies = List.of(Policies.DEFAULT);

    @Option(names = "--workers", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
    private int workers = 16;

    @Option(names = "--concurrency", paramLabel = "N", description = "handlers of each (default: ${DEFAULT-VALUE})")
    private int concurrency = 1;

    @Option(
            names = "--service-time",
            paramLabel = "TIMES",
            description = "fixed:1ms, exp:1ms or bimodal:50us,500us,0.1 (default: ${DEFAULT-VALUE})")
    private String serviceTime = "exp:1ms";

    @Option(
            names = "--load",
            paramLabel = "L",
            description = "share of what the workers can do, or FROM:TO:STEP (default: ${DEFAULT-VALUE})")
    private String load = "0.5:0.95:0.05";

    @Option(
            names = "--dispatchers",
            paramLabel = "N",
            description = "that share the workers (default: ${DEFAULT-VALUE})")
    private int dispatchers = 1;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "of the network, one way between dispatcher and worker (default: 5us)")
    private Duration delay = Duration.ofNanos(5_000);

    @Option(
            names = "--loss",
            paramLabel = "P",
            description = "share of messages that have to be sent again (default: ${DEFAULT-VALUE})")
    private double loss;

    @Option(
            names = "--slow",
            paramLabel = "NxF",
            description = "so many workers are so many times slower, as 1x10 (default: none)")
    private @Nullable String slow;

    @Option(
            names = "--failing",
            paramLabel = "N",
            description = "workers that fail every request at once (default: ${DEFAULT-VALUE})")
    private int failing;

    @Option(names = "--deadline", paramLabel = "TIME", description = "of each request (default: none)")
    private @Nullable Duration deadline;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "measured in each row, after a tenth as many (default: ${DEFAULT-VALUE})")
    private int requests = 1_000_000;

    @Option(names = "--seed", paramLabel = "S", description = "of everything random (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    /**
     * One plan for each policy and load.
     *
     * @throws IllegalArgumentException with a message fit for the user
     */
    List<BalancePlan> plans() {
        final List<BalancePlan> plans = new ArrayList<>();
        for (final String policy : names()) {
            for (final double one : loads()) {
                plans.add(plan(policy, one));
            }
        }
        return plans;
    }

    private List<String> names() {
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("--policy names none; write one or more, or all");
        }
        if (!policies.contains("all")) {
            return policies.stream().distinct().toList();
        }
        final List<String> all = new ArrayList<>(Policies.NAMES);
        all.add(BalancePlan.CENTRAL_QUEUE);
        return all;
    }

    private BalancePlan plan(final String policy, final double oneLoad) {
        final boolean isIdeal = policy.equals(BalancePlan.CENTRAL_QUEUE);
        if (!isIdeal && !Policies.NAMES.contains(policy)) {
            throw new IllegalArgumentException("--policy: " + Policies.unknown(policy) + ", "
                    + BalancePlan.CENTRAL_QUEUE + " (the ideal), or all");
        }
        final int[] slowCount = {0};
        final double slowness = slowness(slowCount);
        return new BalancePlan(
                SchedulingConfig.DEFAULT.withPolicy(isIdeal ? Policies.DEFAULT : policy),
                isIdeal,
                dispatchers,
                workers,
                concurrency,
                ServiceTimes.parse(serviceTime),
                oneLoad,
                delay.toNanos(),
                loss,
                slowCount[0],
                slowness,
                failing,
                deadline == null ? BalancePlan.DEADLINE_NONE_NS : deadline.toNanos(),
                requests,
                seed);
    }

    private double slowness(final int[] count) {
        if (slow == null) {
            return 1;
        }
        try {
            final int x = slow.indexOf('x');
            count[0] = Integer.parseInt(slow.substring(0, Math.max(0, x)));
            return Double.parseDouble(slow.substring(x + 1));
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("--slow '" + slow + "' is not as 1x10: one worker ten times slower", e);
        }
    }

    private List<Double> loads() {
        final String[] parts = load.split(":", -1);
        try {
            final double from = Double.parseDouble(parts[0]);
            if (parts.length == 1) {
                return List.of(from);
            }
            final double to = Double.parseDouble(parts[1]);
            final double step = parts.length == 3 ? Double.parseDouble(parts[2]) : 0;
            final double steps = (to - from) / step;
            if (step > 0 && to >= from && steps < LOADS_MAX) {
                final List<Double> loads = new ArrayList<>();
                for (int i = 0; i <= steps + ROUNDING; i++) {
                    loads.add(Math.round((from + i * step) * 1e6) / 1e6);
                }
                return loads;
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(malformedLoad(), e);
        }
        throw new IllegalArgumentException(malformedLoad());
    }

    private String malformedLoad() {
        return "--load '" + load + "' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05";
    }

    /** What is the same in all rows, for people. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%d workers of concurrency %d, %s, %d dispatcher%s, delay %s%s%s%s%s, %,d requests a row, seed %d",
                workers,
                concurrency,
                serviceTime,
                dispatchers,
                dispatchers == 1 ? "" : "s",
                Durations.format(delay),
                loss == 0 ? "" : ", loss " + loss,
                slow == null ? "" : ", slow " + slow,
                failing == 0 ? "" : ", failing " + failing,
                deadline == null ? "" : ", deadline " + Durations.format(deadline),
                requests,
                seed);
    }
}
