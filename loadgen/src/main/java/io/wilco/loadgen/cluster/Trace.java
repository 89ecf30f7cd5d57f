package io.wilco.loadgen.cluster;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells, line by line, what happens in a run; or nothing, at no cost: ask {@link #isOn} before making the words. */
final class Trace {
    private final @Nullable Consumer<String> sink;
    private final boolean isWordy;

    /** @param isWordy whether to tell of calls that go well, too */
    Trace(final @Nullable Consumer<String> sink, final boolean isWordy) {
        this.sink = sink;
        this.isWordy = isWordy;
    }

    boolean isOn() {
        return sink != null;
    }

    boolean isWordy() {
        return isWordy && sink != null;
    }

    void line(final long nowNs, final String text) {
        if (sink != null) {
            sink.accept(time(nowNs) + "  " + text);
        }
    }

    /** In seconds, to the microsecond. */
    static String time(final long ns) {
        return String.format(Locale.ROOT, "%.6f", ns / 1e9);
    }
}
