package io.wilco.loadgen.balance.cli;

import io.wilco.loadgen.balance.BalanceResult;
import java.io.PrintStream;
import java.util.List;

/** A page with the curves of {@code wilco sim}, in one file. */
final class SimPage {
    private SimPage() {}

    static void write(final PrintStream to, final String title, final List<BalanceResult> results) {
        to.println(title + results.size());
    }
}
