package io.wilco.loadgen.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one run of a generator measured, or the medians of several. */
public record Measurement(double ratePerS, double p50Us, double p99Us) {
    /** Of the JSON that {@code load} and {@code bare-load} write. */
    static Measurement of(final JsonObject json) {
        final JsonObject latency = json.getAsJsonObject("latency_us");
        return new Measurement(
                json.get("throughput_per_s").getAsDouble(),
                latency.get("p50").getAsDouble(),
                latency.get("p99").getAsDouble());
    }

    /** The median of each figure. */
    static Measurement median(final List<Measurement> measurements) {
        return new Measurement(
                median(measurements, Measurement::ratePerS),
                median(measurements, Measurement::p50Us),
                median(measurements, Measurement::p99Us));
    }

    private static double median(final List<Measurement> measurements, final ToDoubleFunction<Measurement> figure) {
        final double[] sorted =
                measurements.stream().mapToDouble(figure).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    JsonObject json() {
        final JsonObject json = new JsonObject();
        json.addProperty("throughput_per_s", ratePerS);
        json.addProperty("p50_us", p50Us);
        json.addProperty("p99_us", p99Us);
        return json;
    }
}
