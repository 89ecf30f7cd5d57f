package io.wilco.loadgen.balance.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.wilco.loadgen.balance.BalanceResult;
import java.io.PrintStream;
import java.util.List;

/** The rows of {@code wilco sim} for programs. */
final class SimJson {
    private SimJson() {}

    static void write(final PrintStream to, final List<BalanceResult> results) {
        to.println(new GsonBuilder().setPrettyPrinting().create().toJson(rows(results)));
    }

    static JsonArray rows(final List<BalanceResult> results) {
        final JsonArray rows = new JsonArray();
        for (final BalanceResult result : results) {
            rows.add(row(result));
        }
        return rows;
    }

    private static JsonObject row(final BalanceResult result) {
        final JsonObject row = new JsonObject();
        row.addProperty("policy", result.plan().policyName());
        row.addProperty("workers", result.plan().workers());
        row.addProperty("dispatchers", result.plan().dispatchers());
        row.addProperty("load", result.plan().load());
        row.addProperty("requests", result.plan().requests());
        row.addProperty("mean_x", rounded(result.meanX()));
        row.addProperty("p50_x", rounded(result.p50X()));
        row.addProperty("p99_x", rounded(result.p99X()));
        row.addProperty("p99_9_x", rounded(result.p999X()));
        row.addProperty("goodput", rounded(result.goodput()));
        row.addProperty("rejected", rounded(result.rejected()));
        row.addProperty("errors", rounded(result.errors()));
        return row;
    }

    private static double rounded(final double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
