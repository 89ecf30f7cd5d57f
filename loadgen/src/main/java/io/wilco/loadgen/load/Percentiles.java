package io.wilco.loadgen.load;

import com.google.gson.JsonObject;
import org.HdrHistogram.Histogram;

/** What a report shows of a distribution of times, in microseconds; all 0 without any. */
record Percentiles(double min, double p50, double p90, double p99, double p999, double p9999, double max, double mean) {
    private static final double NS_PER_US = 1_000;

    /** Of a histogram in nanoseconds. */
    static Percentiles of(final Histogram ns) {
        return new Percentiles(
                ns.getTotalCount() == 0 ? 0 : us(ns.getMinValue()),
                us(ns.getValueAtPercentile(50)),
                us(ns.getValueAtPercentile(90)),
                us(ns.getValueAtPercentile(99)),
                us(ns.getValueAtPercentile(99.9)),
                us(ns.getValueAtPercentile(99.99)),
                us(ns.getMaxValue()),
                ns.getMean() / NS_PER_US);
    }

    private static double us(final long ns) {
        return ns / NS_PER_US;
    }

    JsonObject json() {
        final JsonObject json = new JsonObject();
        json.addProperty("min", rounded(min));
        json.addProperty("p50", rounded(p50));
        json.addProperty("p90", rounded(p90));
        json.addProperty("p99", rounded(p99));
        json.addProperty("p99_9", rounded(p999));
        json.addProperty("p99_99", rounded(p9999));
        json.addProperty("max", rounded(max));
        json.addProperty("mean", rounded(mean));
        return json;
    }

    /** To the nanosecond. */
    private static double rounded(final double us) {
        return Math.rint(us * NS_PER_US) / NS_PER_US;
    }
}
