package io.wilco.loadgen.cluster.cli;

import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
import io.wilco.loadgen.cluster.ClusterProfile;
import io.wilco.loadgen.cluster.ClusterResult;
import io.wilco.loadgen.cluster.ClusterRun;
import io.wilco.loadgen.cluster.ClusterSweep;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco simtest}: whole clusters in virtual time, with every fault there is, and checkers. */
@Command(
        name = "simtest",
        description = "Runs simulated clusters through every kind of fault and checks that all promises are kept.",
        footer = {
            "",
            "Each seed is one cluster and some seconds of its life. The same seed and profile give the same run,",
            "on any machine. Exits 1 if a promise was broken, and says how to see that run again.",
        })
public final class SimtestCommand implements Subcommand, Callable<Integer> {
    private static final String ALL = "all";
    private static final int LINES_AT_THE_MOST = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "how many clusters (default: ${DEFAULT-VALUE})")
    private long seeds = 1_000;

    @Option(names = "--first-seed", paramLabel = "S", description = "the first seed (default: ${DEFAULT-VALUE})")
    private long firstSeed = 1;

    @Option(names = "--seed", paramLabel = "S", description = "only this seed, and tell what happens")
    private @Nullable Long seed;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "what may go wrong: healthy, lossy, partitions, stalls, worker-crashes, dispatcher-crashes,"
                            + " drains, tiny-limits, mixed, quits, shards; or all, each in its turn (default: ${DEFAULT-VALUE})")
    private String profile = ALL;

    @Option(names = "--verbose", description = "with --seed: tell of every call and execution, too")
    private boolean isVerbose;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new UserError("--seeds must be at least 1");
        }
        if (isVerbose && seed == null) {
            throw new UserError("--verbose needs --seed");
        }
        // The engines' own assertions are checkers, too; their classes are not loaded yet.
        ClusterRun.class.getClassLoader().setPackageAssertionStatus("io.wilco", true);
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return seed == null ? sweep(out) : replay(out, seed);
    }

    private int replay(final PrintWriter out, final long chosen) {
        final ClusterProfile one = chosenProfile();
        final ClusterResult result =
                ClusterRun.run(one == null ? ClusterProfile.ofSeed(chosen) : one, chosen, out::println, isVerbose);
        out.println(result);
        tell(out, result);
        return result.isFine() ? 0 : UserError.RUN_FAILED;
    }

    private int sweep(final PrintWriter out) {
        out.println("simulating " + seeds + " clusters, seeds " + firstSeed + " to " + (firstSeed + seeds - 1)
                + ", profile " + profile);
        final long startNs = System.nanoTime();
        final long every = Math.max(1, seeds / LINES_AT_THE_MOST);
        final ClusterSweep sweep = new ClusterSweep(chosenProfile());
        for (long i = 0; i < seeds; i++) {
            final ClusterResult result = sweep.run(firstSeed + i);
            tell(out, result);
            if ((i + 1) % every == 0) {
                out.println(String.format(
                        Locale.ROOT,
                        "%,8d clusters, %,12d calls, %,10.0f s simulated, %d failed",
                        i + 1,
                        sweep.calls(),
                        sweep.simulatedNs() / 1e9,
                        sweep.failed()));
                out.flush();
            }
        }
        final double tookS = (System.nanoTime() - startNs) / 1e9;
        out.println(String.format(Locale.ROOT, "digest %016x", sweep.digest()));
        out.println(String.format(Locale.ROOT, "%.1f s, %.0f clusters/s", tookS, seeds / tookS));
        out.println(sweep.failed() == 0 ? "all promises were kept" : "FAILED: " + sweep.failed() + " of " + seeds);
        return sweep.failed() == 0 ? 0 : UserError.RUN_FAILED;
    }

    private static void tell(final PrintWriter out, final ClusterResult result) {
        if (!result.isFine()) {
            out.println(result.report());
            out.flush();
        }
    }

    /** Null: each in its turn. */
    private @Nullable ClusterProfile chosenProfile() {
        if (profile.equals(ALL)) {
            return null;
        }
        for (final ClusterProfile known : ClusterProfile.values()) {
            if (known.label().equals(profile)) {
                return known;
            }
        }
        throw new UserError("--profile " + profile + ": choose one of " + ClusterProfile.labels() + ", or all");
    }

    @Override
    public int order() {
        return 210;
    }
}
