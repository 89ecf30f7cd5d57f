package io.wilco.loadgen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole clusters through every kind of fault. A failure names the seed and the command that shows it again. */
class ClusterSimulationTest {
    /** Times eleven profiles: more than a thousand clusters. */
    private static final int SEEDS = 112;

    /** With those above, a thousand clusters whose shards move. */
    private static final int SEEDS_SHARDS = 888;

    private static final int SEEDS_LONG = 10_000;
    private static final int REPORTS_MAX = 3;

    @ParameterizedTest
    @EnumSource(ClusterProfile.class)
    void shouldKeepEveryPromise(final ClusterProfile profile) {
        sweep(profile, 1, SEEDS);
    }

    @Test
    void shouldHaveOneOwnerOfEachShardWhateverHappens() {
        sweep(ClusterProfile.SHARDS, 1 + SEEDS, SEEDS_SHARDS);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(ClusterProfile.class)
    void shouldKeepEveryPromiseForLong(final ClusterProfile profile) {
        sweep(profile, 1_000_000, SEEDS_LONG);
    }

    private static void sweep(final ClusterProfile profile, final long firstSeed, final int seeds) {
        final ClusterSweep sweep = new ClusterSweep(profile);
        final List<String> reports = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            final ClusterResult result = sweep.run(seed);
            if (!result.isFine() && reports.size() < REPORTS_MAX) {
                reports.add(result.report());
            }
        }
        assertThat(sweep.failed())
                .as("%d of %d clusters broke a promise:%n%s", sweep.failed(), seeds, String.join("\n", reports))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(ClusterProfile.class)
    void shouldBeTheSameRunForTheSameSeed(final ClusterProfile profile) {
        final ClusterResult first = ClusterRun.run(profile, 7);

        final ClusterResult second = ClusterRun.run(profile, 7);
        final ClusterResult other = ClusterRun.run(profile, 8);

        assertThat(second).isEqualTo(first);
        assertThat(other.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void shouldNotChangeTheRunByWatchingIt() {
        final List<String> lines = new ArrayList<>();

        final ClusterResult watched = ClusterRun.run(ClusterProfile.MIXED, 7, lines::add, true);

        assertThat(watched).isEqualTo(ClusterRun.run(ClusterProfile.MIXED, 7));
        assertThat(lines)
                .anyMatch(line -> line.contains("registered with"))
                .anyMatch(line -> line.contains("ends call"));
    }

    @Test
    void shouldTakeEveryPathWithinAFewSeeds() {
        long calls = 0;
        long ok = 0;
        long executions = 0;
        for (long seed = 1; seed <= 2L * ClusterProfile.values().length; seed++) {
            final ClusterResult result = ClusterRun.run(ClusterProfile.ofSeed(seed), seed);
            calls += result.calls();
            ok += result.ok();
            executions += result.executions();
        }

        assertThat(ok).as("most calls succeed, else nothing is tested").isGreaterThan(calls / 2);
        assertThat(ok).as("not all of them do, else nothing is tested").isLessThan(calls);
        assertThat(executions).isGreaterThan(ok);
    }
}
