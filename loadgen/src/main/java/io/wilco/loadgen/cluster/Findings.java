package io.wilco.loadgen.cluster;

import java.util.ArrayList;
import java.util.List;

/** What the checkers found to be wrong; the first few of them, and how many there were. */
final class Findings {
    private static final int KEPT_MAX = 12;

    private final Trace trace;
    private final List<String> kept = new ArrayList<>();
    private long count;

    Findings(final Trace trace) {
        this.trace = trace;
    }

    void add(final long nowNs, final String text) {
        count++;
        if (trace.isOn()) {
            trace.line(nowNs, "VIOLATION " + text);
        }
        if (kept.size() < KEPT_MAX) {
            kept.add("at " + Trace.time(nowNs) + ": " + text);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    List<String> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}
