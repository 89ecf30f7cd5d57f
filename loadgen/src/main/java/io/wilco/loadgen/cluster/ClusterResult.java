package io.wilco.loadgen.cluster;

import java.util.List;

/**
 * What came of a run. Times are in nanoseconds of the simulated world.
 *
 * @param findings what was wrong, the first few; empty if all promises were kept
 * @param findingCount how much was wrong
 * @param digest two runs with the same digest were the same run
 * @param calls made, probes included; {@code ok} of them had a reply
 * @param executions begun by all workers
 * @param datagrams sent
 * @param steps instants at which something happened
 * @param simulatedNs how long it took in the world's time
 * @param latestStartNs how long after its deadline an execution began, at the most
 * @param slowestProbeNs longest probe of the mended cluster
 * @param idleCycles turns of all engines in two seconds in which nothing was asked for
 */
public record ClusterResult(
        ClusterProfile profile,
        long seed,
        List<String> findings,
        long findingCount,
        long digest,
        long calls,
        long ok,
        long executions,
        long datagrams,
        long steps,
        long simulatedNs,
        long latestStartNs,
        long slowestProbeNs,
        long idleCycles) {
    public ClusterResult {
        findings = List.copyOf(findings);
    }

    /** Whether nothing was wrong. */
    public boolean isFine() {
        return findingCount == 0;
    }

    /** What was wrong, and how to see it again; several lines. */
    public String report() {
        final StringBuilder report = new StringBuilder("FAILED seed ")
                .append(seed)
                .append(", profile ")
                .append(profile.label())
                .append(": ")
                .append(findingCount)
                .append(findingCount == 1 ? " finding" : " findings");
        for (final String finding : findings) {
            report.append(System.lineSeparator()).append("    ").append(finding);
        }
        return report.append(System.lineSeparator())
                .append("  replay: ")
                .append(replayCommand())
                .toString();
    }

    /** The command that runs it again, telling what happens. */
    public String replayCommand() {
        return "./wilco simtest --profile " + profile.label() + " --seed " + seed;
    }
}
