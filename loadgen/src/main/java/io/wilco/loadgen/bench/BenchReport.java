package io.wilco.loadgen.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.wilco.loadgen.load.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a bench measured, for people and for programs. */
public final class BenchReport {
    private final BenchPlan plan;
    private final List<BenchRow> rows;

    public BenchReport(final BenchPlan plan, final List<BenchRow> rows) {
        this.plan = plan;
        this.rows = List.copyOf(rows);
    }

    /** The medians and ratios as a table. */
    public void print(final PrintWriter out) {
        out.println("Requests of 64 bytes through a forwarder and back, three processes on this machine; medians of "
                + plan.rounds() + (plan.rounds() == 1 ? " round" : " rounds") + " of "
                + plan.duration().toSeconds() + " s");
        out.println();
        out.println("               bare forwarder                  wilco                           wilco / bare");
        out.println("  outstanding      rate/s       p50       p99      rate/s       p50       p99    rate     p50");
        for (final BenchRow row : rows) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %11s %s %s %7.2f %7.2f",
                    Figures.count(row.outstanding()),
                    columns(row.bare()),
                    columns(row.wilco()),
                    row.rateRatio(),
                    row.p50Ratio()));
        }
        out.flush();
    }

    private static String columns(final Measurement measurement) {
        return String.format(
                Locale.ROOT,
                "%11s %9s %9s",
                Figures.rate(measurement.ratePerS()),
                Figures.time(measurement.p50Us()),
                Figures.time(measurement.p99Us()));
    }

    /** All that the table has, and the single rounds. */
    public String json() {
        final JsonObject json = new JsonObject();
        json.addProperty("rounds", plan.rounds());
        json.addProperty("seconds", plan.duration().toSeconds());
        json.addProperty("processors", Runtime.getRuntime().availableProcessors());
        json.addProperty("java", Runtime.version().toString());
        final JsonArray levels = new JsonArray();
        for (final BenchRow row : rows) {
            final JsonObject level = new JsonObject();
            level.addProperty("outstanding", row.outstanding());
            level.add("bare", row.bare().json());
            level.add("wilco", row.wilco().json());
            level.addProperty("rate_ratio", row.rateRatio());
            level.addProperty("p50_ratio", row.p50Ratio());
            level.add("bare_rounds", rounds(row.bareRounds()));
            level.add("wilco_rounds", rounds(row.wilcoRounds()));
            levels.add(level);
        }
        json.add("levels", levels);
        return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
    }

    private static JsonArray rounds(final List<Measurement> measurements) {
        final JsonArray array = new JsonArray();
        measurements.forEach(measurement -> array.add(measurement.json()));
        return array;
    }
}
