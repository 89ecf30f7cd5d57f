package io.wilco.dispatcher.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers as a table: one line for the dispatcher, one for the columns' names, one for each worker. */
final class NodesTable {
    private static final String GAP = "  ";
    private static final String RATE = "REQ/S";

    /** What a dispatcher said: of itself, and very soon after of its workers. */
    record Sample(JsonObject status, JsonObject nodes) {
        JsonArray list() {
            return nodes.getAsJsonArray("nodes");
        }
    }

    /** A column's name, and whether it holds text, which stands left, or figures, which stand right. */
    private record Column(String name, boolean isText) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("WORKER", true),
            new Column("SERVICE", true),
            new Column("STATE", true),
            new Column("EXEC", false),
            new Column("QUEUED", false),
            new Column("CONC", false),
            new Column("SERVICE-TIME", false),
            new Column("QUEUE-DELAY", false),
            new Column(RATE, false),
            new Column("ASSIGNED", false),
            new Column("COMPLETED", false),
            new Column("RETRANS", false),
            new Column("REDISP", false),
            new Column("P50", false),
            new Column("P99", false),
            new Column("P99.9", false));

    private static final int STATE_COLUMN = 2;

    private NodesTable() {}

    /**
     * @param before an earlier sample, for rates
     * @param isColoured whether to write ANSI colours
     */
    static String render(final Sample now, final @Nullable Sample before, final boolean isColoured) {
        final double seconds = before == null ? 0 : secondsBetween(before.nodes, now.nodes);
        final boolean hasRates = seconds > 0;
        final List<Column> columns = COLUMNS.stream()
                .filter(column -> hasRates || !column.name.equals(RATE))
                .toList();
        final Map<String, Double> completedBefore = completed(before);
        final List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::name).toList());
        for (final JsonElement element : now.list()) {
            rows.add(row(element.getAsJsonObject(), completedBefore, seconds));
        }
        final Paint paint = new Paint(isColoured);
        final StringBuilder text = new StringBuilder();
        text.append(header(now, before, paint)).append('\n');
        if (now.list().isEmpty()) {
            return text.append("no workers; start one with './wilco worker --dispatcher HOST:PORT'\n")
                    .toString();
        }
        layOut(columns, rows, paint, text);
        return text.toString();
    }

    private static double secondsBetween(final JsonObject before, final JsonObject now) {
        return number(now, "uptime_s") - number(before, "uptime_s");
    }

    private static String header(final Sample now, final @Nullable Sample before, final Paint paint) {
        final JsonObject status = now.status;
        final StringBuilder text = new StringBuilder();
        text.append(paint.state(string(status, "state")));
        text.append(" for ").append(Human.seconds(number(status, "uptime_s")));
        text.append(", policy ").append(string(status, "policy"));
        final double seconds = before == null ? 0 : secondsBetween(before.status, status);
        if (before != null && seconds > 0) {
            final double answered = answered(status) - answered(before.status);
            text.append(", ").append(Human.rate(answered / seconds)).append(" requests/s");
        }
        text.append(", ").append(Human.count(number(status, "requests_open"))).append(" open");
        text.append(", ").append(Human.count(number(status, "requests_queued"))).append(" queued");
        text.append(", ").append(Human.count(number(status, "received"))).append(" received");
        text.append(", ").append(Human.count(number(status, "rejected"))).append(" rejected");
        text.append(", ").append(Human.count(number(status, "redispatched"))).append(" re-dispatched");
        text.append(", ").append(Human.count(number(status, "links"))).append(" links");
        return text.toString();
    }

    private static double answered(final JsonObject status) {
        double sum = 0;
        for (final String outcome :
                List.of("ok", "application_errors", "rejected", "deadline_exceeded", "outcome_unknown", "cancelled")) {
            sum += number(status, outcome);
        }
        return sum;
    }

    private static Map<String, Double> completed(final @Nullable Sample sample) {
        final Map<String, Double> completed = new HashMap<>();
        if (sample != null) {
            sample.list().forEach(element -> {
                final JsonObject node = element.getAsJsonObject();
                completed.put(string(node, "id"), number(node, "completed"));
            });
        }
        return completed;
    }

    private static List<String> row(
            final JsonObject node, final Map<String, Double> completedBefore, final double seconds) {
        final List<String> services = new ArrayList<>();
        node.getAsJsonArray("services").forEach(name -> services.add(name.getAsString()));
        final double completed = number(node, "completed");
        final List<String> row = new ArrayList<>();
        row.add(string(node, "id"));
        row.add(String.join(",", services));
        row.add(string(node, "state"));
        row.add(Human.count(number(node, "executing")));
        row.add(Human.count(number(node, "queued")));
        row.add(Human.count(number(node, "concurrency")));
        row.add(Human.micros(number(node, "service_time_us")));
        row.add(Human.micros(number(node, "queue_delay_us")));
        if (seconds > 0) {
            final double since = completed - completedBefore.getOrDefault(string(node, "id"), 0.0);
            row.add(Human.rate(Math.max(0, since) / seconds));
        }
        row.add(Human.count(number(node, "assigned")));
        row.add(Human.count(completed));
        row.add(Human.count(number(node, "retransmitted")));
        row.add(Human.count(number(node, "redispatched")));
        row.add(Human.micros(number(node, "p50_us")));
        row.add(Human.micros(number(node, "p99_us")));
        row.add(Human.micros(number(node, "p99_9_us")));
        return row;
    }

    private static void layOut(
            final List<Column> columns, final List<List<String>> rows, final Paint paint, final StringBuilder text) {
        final int[] widths = new int[columns.size()];
        for (final List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(
                        widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        }
        for (int line = 0; line < rows.size(); line++) {
            final StringBuilder cells = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                final String cell = rows.get(line).get(i);
                final String padding = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
                final String shown = line > 0 && i == STATE_COLUMN ? paint.state(cell) : cell;
                cells.append(i == 0 ? "" : GAP);
                cells.append(columns.get(i).isText ? shown + padding : padding + shown);
            }
            final String whole = cells.toString().stripTrailing();
            text.append(line == 0 ? paint.bold(whole) : whole).append('\n');
        }
    }

    private static String string(final JsonObject object, final String name) {
        final JsonElement element = object.get(name);
        return element == null ? "" : element.getAsString();
    }

    private static double number(final JsonObject object, final String name) {
        final JsonElement element = object.get(name);
        return element == null ? 0 : element.getAsDouble();
    }

    /** Colours, or none. */
    private record Paint(boolean isColoured) {
        String state(final String state) {
            return switch (state) {
                case "ready", "serving" -> wrap("32", state);
                case "draining" -> wrap("36", state);
                case "suspect" -> wrap("33", state);
                case "down" -> wrap("31", state);
                default -> state;
            };
        }

        String bold(final String text) {
            return wrap("1", text);
        }

        private String wrap(final String code, final String text) {
            return isColoured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
        }
    }
}
