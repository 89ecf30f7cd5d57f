package io.wilco.loadgen.bench;

import io.wilco.loadgen.bare.BareGenerator;
import java.time.Duration;
import java.util.List;

/**
 * What is to be measured. The messages of its checks name the options of {@code wilco bench}.
 *
 * @param rounds of each kind at each level, 1 to 100
 * @param duration of each round
 * @param warmup of the generator before each
 * @param outstanding the levels: requests open at once
 */
public record BenchPlan(int rounds, Duration duration, Duration warmup, List<Integer> outstanding) {
    private static final int ROUNDS_MAX = 100;
    private static final int SECONDS_MAX = 3_600;

    /** @throws IllegalArgumentException with a message fit for the user */
    public BenchPlan {
        outstanding = List.copyOf(outstanding);
        check(rounds >= 1 && rounds <= ROUNDS_MAX, "--rounds " + rounds + " is not in 1.." + ROUNDS_MAX);
        check(
                duration.toSeconds() >= 1 && duration.toSeconds() <= SECONDS_MAX,
                "--seconds " + duration.toSeconds() + " is not in 1.." + SECONDS_MAX);
        check(warmup.toSeconds() <= SECONDS_MAX, "--warmup is an hour at the most");
        check(!outstanding.isEmpty(), "--outstanding names no level");
        for (final int level : outstanding) {
            check(
                    level >= 1 && level <= BareGenerator.OUTSTANDING_MAX,
                    "--outstanding " + level + " is not in 1.." + BareGenerator.OUTSTANDING_MAX);
        }
    }

    private static void check(final boolean isFine, final String message) {
        if (!isFine) {
            throw new IllegalArgumentException(message);
        }
    }
}
