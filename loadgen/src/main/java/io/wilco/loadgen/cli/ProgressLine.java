package io.wilco.loadgen.cli;

import io.wilco.loadgen.load.Figures;
import io.wilco.loadgen.load.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress on stderr: on a terminal one line that changes, else one line after the other. */
final class ProgressLine {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final double NS_PER_US = 1_000;
    private static final double NS_PER_S = 1e9;

    private final PrintWriter err;
    private final boolean isTerminal;
    private boolean isShown;

    ProgressLine(final PrintWriter err, final boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    void show(final Progress progress) {
        final String text = String.format(
                Locale.ROOT,
                "%6.1fs %-7s %9s/s  p50 %7s  p99 %7s  open %s%s%s%s",
                progress.elapsedNs() / NS_PER_S,
                progress.isMeasured() ? "" : "warm-up",
                Figures.rate(progress.okPerS()),
                time(progress.p50Ns()),
                time(progress.p99Ns()),
                Figures.count(progress.open()),
                some("rejected", progress.rejected()),
                some("timed out", progress.timedOut()),
                some("failed", progress.others()));
        if (isTerminal) {
            err.print(CLEAR_LINE + text);
            isShown = true;
        } else {
            err.println(text);
        }
        err.flush();
    }

    /** A line that stays. */
    void say(final String text) {
        clear();
        err.println(text);
        err.flush();
    }

    /** Removes what changes. */
    void clear() {
        if (isShown) {
            err.print(CLEAR_LINE);
            err.flush();
            isShown = false;
        }
    }

    private static String some(final String name, final long count) {
        return count == 0 ? "" : "  " + name + " " + Figures.count(count);
    }

    private static String time(final long ns) {
        return ns == 0 ? "-" : Figures.time(ns / NS_PER_US);
    }
}
