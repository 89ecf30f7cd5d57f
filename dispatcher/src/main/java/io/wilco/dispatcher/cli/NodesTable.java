package io.wilco.dispatcher.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.wilco.wire.WorkerTraits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The workers as a table: one line for the dispatcher, one for the columns' names, one for each worker. */
final class NodesTable {
    private static final String GAP = "  ";
    private static final String NONE = "-";

    /** What a dispatcher said: of itself, and very soon after of its workers. */
    record Sample(JsonObject status, JsonObject nodes) {
        JsonArray list() {
            return nodes.getAsJsonArray("nodes");
        }
    }

    /**
     * A column.
     *
     * @param isText whether it holds text, which stands left, or figures, which stand right
     * @param cell what it shows of a worker
     * @param usual shown only if a worker has another one; empty: shown always
     */
    private record Column(String name, boolean isText, Function<JsonObject, String> cell, String usual) {
        static Column text(final String name, final Function<JsonObject, String> cell) {
            return new Column(name, true, cell, "");
        }

        static Column count(final String name, final String field) {
            return new Column(name, false, node -> Human.count(number(node, field)), "");
        }

        static Column micros(final String name, final String field) {
            return new Column(name, false, node -> Human.micros(number(node, field)), "");
        }

        boolean isShown(final JsonArray nodes) {
            return usual.isEmpty()
                    || nodes.asList().stream()
                            .anyMatch(
                                    node -> !cell.apply(node.getAsJsonObject()).equals(usual));
        }
    }

    private static final String WEIGHT_USUAL = Human.count(WorkerTraits.WEIGHT_USUAL);

    private static final List<Column> BEFORE_RATE = List.of(
            Column.text("WORKER", node -> string(node, "id")),
            Column.text("SERVICE", NodesTable::services),
            Column.text("STATE", node -> string(node, "state")),
            new Column("WEIGHT", false, NodesTable::weight, WEIGHT_USUAL),
            new Column("TIER", false, node -> Human.count(number(node, "tier")), "0"),
            new Column("ZONE", true, NodesTable::zone, NONE),
            Column.count("EXEC", "executing"),
            Column.count("QUEUED", "queued"),
            Column.count("CONC", "concurrency"),
            Column.micros("SERVICE-TIME", "service_time_us"),
            Column.micros("QUEUE-DELAY", "queue_delay_us"));

    private static final List<Column> AFTER_RATE = List.of(
            Column.count("ASSIGNED", "assigned"),
            Column.count("COMPLETED", "completed"),
            Column.count("RETRANS", "retransmitted"),
            Column.count("REDISP", "redispatched"),
            Column.micros("P50", "p50_us"),
            Column.micros("P99", "p99_us"),
            Column.micros("P99.9", "p99_9_us"));

    private static final int STATE_COLUMN = 2;

    private NodesTable() {}

    /**
     * @param before an earlier sample, for rates
     * @param isColoured whether to write ANSI colours
     */
    static String render(final Sample now, final @Nullable Sample before, final boolean isColoured) {
        final List<Column> columns = new ArrayList<>(BEFORE_RATE);
        final double seconds = before == null ? 0 : secondsBetween(before.nodes, now.nodes);
        if (seconds > 0) {
            columns.add(rate(completed(before), seconds));
        }
        columns.addAll(AFTER_RATE);
        columns.removeIf(column -> !column.isShown(now.list()));
        final List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::name).toList());
        for (final JsonElement node : now.list()) {
            rows.add(columns.stream()
                    .map(column -> column.cell.apply(node.getAsJsonObject()))
                    .toList());
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
        final String cluster = status.has("cluster") ? string(status, "cluster") : "";
        text.append(cluster.isEmpty() ? "" : ", cluster: " + cluster);
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

    private static Column rate(final Map<String, Double> completedBefore, final double seconds) {
        return new Column(
                "REQ/S",
                false,
                node -> {
                    final double since =
                            number(node, "completed") - completedBefore.getOrDefault(string(node, "id"), 0.0);
                    return Human.rate(Math.max(0, since) / seconds);
                },
                "");
    }

    private static String services(final JsonObject node) {
        final List<String> services = new ArrayList<>();
        node.getAsJsonArray("services").forEach(name -> services.add(name.getAsString()));
        return String.join(",", services);
    }

    private static String weight(final JsonObject node) {
        return node.has("weight") ? Human.count(number(node, "weight")) : WEIGHT_USUAL;
    }

    private static String zone(final JsonObject node) {
        final String zone = string(node, "zone");
        return zone.isEmpty() ? NONE : zone;
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
                case "draining", "maint" -> wrap("36", state);
                case "suspect", "ejected" -> wrap("33", state);
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
