package io.wilco.loadgen.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.cli.Terminal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a demonstration looks like: a few lines, made anew for each look at the cluster. */
public final class DemoView {
    private static final int BAR_CELLS_MAX = 24;
    /** A row of the table without its bar. */
    private static final int ROW_COLUMNS = 68;
    /** What the title needs to stand beside the counts. */
    private static final int TITLE_COLUMNS = 92;

    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String RED = "31";
    private static final String BOLD = "1";

    private final DemoConfig config;
    private final boolean isColoured;
    private final Terminal.Size size;
    private final int barCells;
    private final Map<String, Long> completedBefore = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private double looked = -1;
    private long okBefore;

    /**
     * @param isColoured whether the terminal understands colours
     * @param size what fits into it
     */
    public DemoView(final DemoConfig config, final boolean isColoured, final Terminal.Size size) {
        this.config = config;
        this.isColoured = isColoured;
        this.size = size;
        barCells = Math.max(0, Math.min(BAR_CELLS_MAX, size.columns() - ROW_COLUMNS));
    }

    /** Adds a line that stays to be seen. */
    public void event(final double atSeconds, final String text) {
        events.add(String.format(Locale.ROOT, "  %5.1f s  %s", atSeconds, paint(YELLOW, text)));
    }

    /**
     * The lines as of now, none longer and no more than the terminal shows: what it wraps or scrolls away could not be
     * drawn over.
     *
     * @param atSeconds since the load began
     * @param status the dispatcher's {@code /v1/status}
     * @param nodes its {@code /v1/nodes}
     */
    public List<String> frame(final double atSeconds, final JsonObject status, final JsonObject nodes) {
        final double span = looked < 0 ? 1 : Math.max(0.001, atSeconds - looked);
        looked = atSeconds;
        final List<String> lines = new ArrayList<>();
        final long ok = number(status, "ok");
        final String title = String.format(
                Locale.ROOT,
                "%s  %4.1f of %d s   %s",
                paint(BOLD, "wilco demo"),
                Math.min(atSeconds, config.seconds()),
                config.seconds(),
                paint(BOLD, String.format(Locale.ROOT, "%,6.0f replies/s", Math.max(0, ok - okBefore) / span)));
        final String counts = String.format(
                Locale.ROOT,
                "open %,d   waiting %,d   re-dispatched %,d",
                number(status, "requests_open"),
                number(status, "requests_queued"),
                number(status, "redispatched"));
        if (size.columns() >= TITLE_COLUMNS) {
            lines.add(title + "   " + counts);
        } else {
            lines.add(title);
            lines.add("  " + counts);
        }
        okBefore = ok;
        lines.add("");
        lines.add(String.format(
                "  %-10s  %-8s  %-10s  %9s  %s  %9s %9s",
                "worker", "state", "executing", "replies/s", " ".repeat(barCells), "p50", "p99"));
        for (final JsonElement element : nodes.getAsJsonArray("nodes")) {
            lines.add(row(element.getAsJsonObject(), span));
        }
        lines.add("");
        lines.addAll(events);
        return lines.stream()
                .limit(Math.max(1, size.rows() - 1))
                .map(line -> Terminal.cut(line, size.columns()))
                .toList();
    }

    private String row(final JsonObject node, final double span) {
        final String id = node.get("id").getAsString();
        final String state = node.get("state").getAsString();
        final long completed = number(node, "completed");
        final Long before = completedBefore.put(id, completed);
        final double rate = before == null ? 0 : Math.max(0, completed - before) / span;
        final double share = Math.min(1, rate * config.workers() / (2.0 * config.ratePerSecond()));
        final int cells = (int) Math.round(share * barCells);
        final String colour = state.equals("ready") ? GREEN : state.equals("down") ? RED : YELLOW;
        return String.format(
                Locale.ROOT,
                "  %-10s  %s  %3d of %-3d  %,9.0f  %s%s  %9s %9s",
                id,
                paint(colour, String.format(Locale.ROOT, "%-8s", state)),
                number(node, "executing"),
                number(node, "concurrency"),
                rate,
                paint(colour, "█".repeat(cells)),
                "·".repeat(barCells - cells),
                time(node.get("p50_us").getAsDouble()),
                time(node.get("p99_us").getAsDouble()));
    }

    /** One line for where nothing can be drawn over. */
    public static String line(final double atSeconds, final JsonObject status, final JsonObject nodes) {
        int ready = 0;
        for (final JsonElement node : nodes.getAsJsonArray("nodes")) {
            ready += node.getAsJsonObject().get("state").getAsString().equals("ready") ? 1 : 0;
        }
        return String.format(
                Locale.ROOT,
                "%5.1f s  workers ready %d  replies %,d  open %,d  re-dispatched %,d",
                atSeconds,
                ready,
                number(status, "ok"),
                number(status, "requests_open"),
                number(status, "redispatched"));
    }

    /** The end, for people: what was sent and what became of it. */
    public List<String> summary(final JsonObject result) {
        final JsonObject latency = result.getAsJsonObject("latency_us");
        final long lost = number(result, "lost");
        final long unanswered = number(result, "sent") - number(result, "ok");
        final List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "sent %,d   replies %,d   rejected %,d   timed out %,d   failed %,d   unknown %,d   wrong %,d",
                number(result, "sent"),
                number(result, "ok"),
                number(result, "rejected"),
                number(result, "timed_out"),
                number(result, "failed"),
                number(result, "outcome_unknown"),
                number(result, "mismatched")));
        lines.add(String.format(
                Locale.ROOT,
                "latency   p50 %s   p99 %s   p99.9 %s   longest %s (requests of those that were killed, given to others)",
                time(latency.get("p50").getAsDouble()),
                time(latency.get("p99").getAsDouble()),
                time(latency.get("p99_9").getAsDouble()),
                time(latency.get("max").getAsDouble())));
        if (config.dispatchers() > 1) {
            lines.add(String.format(
                    Locale.ROOT,
                    "longest time without any reply: %s",
                    time(result.get("longest_stall_s").getAsDouble() * 1_000_000)));
        }
        lines.add(
                lost == 0 && unanswered == 0
                        ? paint(GREEN, "no request was lost: every one of them has its reply")
                        : paint(RED, String.format(Locale.ROOT, "%,d lost, %,d without a reply", lost, unanswered)));
        return lines;
    }

    /** Whether every request that was sent has its right reply. */
    public static boolean isGood(final JsonObject result) {
        return number(result, "sent") > 0
                && number(result, "sent") == number(result, "ok")
                && number(result, "lost") == 0
                && number(result, "mismatched") == 0;
    }

    private static long number(final JsonObject object, final String name) {
        return object.has(name) ? object.get(name).getAsLong() : 0;
    }

    private static String time(final double us) {
        return us >= 1_000
                ? String.format(Locale.ROOT, "%.1f ms", us / 1_000)
                : String.format(Locale.ROOT, "%.0f µs", us);
    }

    private String paint(final String code, final String text) {
        return isColoured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
