package io.wilco.dispatcher.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who owns which shard, as tables for people. */
final class ShardsTable {
    private static final String NOBODY = "(nobody)";
    private static final double US_PER_S = 1_000_000;

    private ShardsTable() {}

    /** What a worker has. */
    private static final class Line {
        private int owned;
        private int ready;
        private int leaving;
        private int coming;
        private long oldest = Long.MAX_VALUE;
        private long newest;
        private long workUs;
    }

    /** A line for each worker. */
    static String summary(final JsonObject service) {
        final Map<String, Line> lines = new TreeMap<>();
        int count = 0;
        for (final JsonElement element : service.getAsJsonArray("shards")) {
            add(element.getAsJsonObject(), lines);
            count++;
        }
        final int width = Math.max(
                "WORKER".length(),
                lines.keySet().stream().mapToInt(String::length).max().orElse(0));
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %d shards, version %d, moved so far %d%n",
                service.get("name").getAsString(),
                count,
                service.get("version").getAsLong(),
                service.get("moves").getAsLong()));
        text.append(String.format(
                Locale.ROOT,
                "%-" + width + "s %7s %6s %5s %6s %8s %7s  %s%n",
                "WORKER",
                "SHARDS",
                "SHARE",
                "BUSY",
                "READY",
                "LEAVING",
                "COMING",
                "EPOCHS"));
        for (final Map.Entry<String, Line> entry : lines.entrySet()) {
            final Line line = entry.getValue();
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %7d %5.1f%% %5s %6d %8d %7d  %s%n",
                    entry.getKey(),
                    line.owned,
                    100.0 * line.owned / Math.max(1, count),
                    busy(line.workUs),
                    line.ready,
                    line.leaving,
                    line.coming,
                    line.newest == 0 ? "-" : line.oldest + ".." + line.newest));
        }
        return text.toString();
    }

    private static void add(final JsonObject shard, final Map<String, Line> lines) {
        final String owner = shard.get("owner").getAsString();
        final String next = shard.get("next").getAsString();
        final long epoch = shard.get("epoch").getAsLong();
        final Line line = lines.computeIfAbsent(owner.isEmpty() ? NOBODY : owner, id -> new Line());
        line.owned++;
        line.workUs += shard.get("work_us").getAsLong();
        line.ready += shard.get("ready").getAsBoolean() ? 1 : 0;
        line.leaving += shard.get("moving").getAsBoolean() ? 1 : 0;
        line.oldest = Math.min(line.oldest, epoch);
        line.newest = Math.max(line.newest, epoch);
        if (!next.isEmpty()) {
            lines.computeIfAbsent(next, id -> new Line()).coming++;
        }
    }

    /** How many handlers are busy with it on average. */
    private static String busy(final long workUs) {
        return String.format(Locale.ROOT, "%.2f", workUs / US_PER_S);
    }

    /** A line for each shard. */
    static String all(final JsonObject service) {
        final StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%5s  %-16s %5s  %s%n", "SHARD", "EPOCH", "BUSY", "OWNER"));
        for (final JsonElement element : service.getAsJsonArray("shards")) {
            final JsonObject shard = element.getAsJsonObject();
            final String owner = shard.get("owner").getAsString();
            final String next = shard.get("next").getAsString();
            text.append(String.format(
                    Locale.ROOT,
                    "%5d  %-16d %5s  %s%s%n",
                    shard.get("shard").getAsInt(),
                    shard.get("epoch").getAsLong(),
                    busy(shard.get("work_us").getAsLong()),
                    owner.isEmpty() ? NOBODY : owner,
                    shard.get("moving").getAsBoolean() ? ", then " + (next.isEmpty() ? "nobody" : next) : ""));
        }
        return text.toString();
    }
}
