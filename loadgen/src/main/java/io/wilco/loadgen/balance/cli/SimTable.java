package io.wilco.loadgen.balance.cli;

import io.wilco.loadgen.balance.BalanceResult;
import java.io.PrintWriter;
import java.util.Locale;

/** The table of {@code wilco sim}. */
final class SimTable {
    private SimTable() {}

    static void head(final PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-18s %6s %8s %8s %8s %8s %9s %9s %9s%n",
                "policy",
                "load",
                "mean",
                "p50",
                "p99",
                "p99.9",
                "goodput",
                "rejected",
                "errors");
        out.flush();
    }

    static void row(final PrintWriter out, final BalanceResult result) {
        out.printf(
                Locale.ROOT,
                "%-18s %6.3f %8.3f %8.3f %8.3f %8.3f %8.3f%% %8.3f%% %8.3f%%%n",
                result.plan().policyName(),
                result.plan().load(),
                result.meanX(),
                result.p50X(),
                result.p99X(),
                result.p999X(),
                100 * result.goodput(),
                100 * result.rejected(),
                100 * result.errors());
        out.flush();
    }
}
