package io.wilco.loadgen.load;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.wilco.cli.Durations;
import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** A run and its result, for people and for programs. */
public final class LoadReport {
    private static final double NS_PER_US = 1_000;
    private static final double NS_PER_S = 1e9;
    private static final int TICKS_PER_HALF_DISTANCE = 5;

    private final LoadConfig config;
    private final String dispatchers;
    private final LoadResult result;

    /** @param dispatchers as the user named them */
    public LoadReport(final LoadConfig config, final String dispatchers, final LoadResult result) {
        this.config = config;
        this.dispatchers = dispatchers;
        this.result = result;
    }

    /** The ledger and the percentiles as a table. */
    public void print(final PrintWriter out) {
        final LoadResult.Counts counts = result.counts();
        out.println(describe());
        out.println();
        line(out, "sent", counts.sent(), "in " + seconds(result.durationNs()) + warmup());
        line(out, "ok", counts.ok(), Figures.rate(result.throughputPerS()) + "/s");
        line(out, "rejected", counts.rejected(), reasons());
        line(out, "timed out", counts.timedOut(), "");
        line(out, "failed", counts.failed(), "");
        line(
                out,
                "outcome unknown",
                counts.outcomeUnknown(),
                result.isInterrupted() ? "cancelled at the end included" : "");
        line(out, "lost", counts.lost(), counts.lost() > 0 ? "NO OUTCOME: this must not happen" : "");
        line(out, "mismatched", result.mismatched(), result.mismatched() > 0 ? "WRONG REPLIES" : "");
        out.println();
        printLatency(out);
        out.printf(
                Locale.ROOT, "  longest time without a reply %s%n", Figures.time(result.longestStallNs() / NS_PER_US));
        if (config.pacing() instanceof Pacing.OpenLoop) {
            final Percentiles lateness = Percentiles.of(result.lateness());
            out.printf(
                    Locale.ROOT,
                    "  sent after it was due: p50 %s, p99 %s, max %s%n",
                    Figures.time(lateness.p50()),
                    Figures.time(lateness.p99()),
                    Figures.time(lateness.max()));
        }
        out.flush();
    }

    private void printLatency(final PrintWriter out) {
        final Percentiles latency = Percentiles.of(result.latency());
        out.println("  latency        min       p50       p90       p99     p99.9    p99.99       max      mean");
        out.printf(
                Locale.ROOT,
                "  %8s %9s %9s %9s %9s %9s %9s %9s %9s%n",
                "",
                latency(latency.min()),
                latency(latency.p50()),
                latency(latency.p90()),
                latency(latency.p99()),
                latency(latency.p999()),
                latency(latency.p9999()),
                latency(latency.max()),
                latency(latency.mean()));
    }

    /** Without a single reply there is none to show. */
    private String latency(final double us) {
        return result.latency().getTotalCount() == 0 ? "-" : Figures.time(us);
    }

    private static void line(final PrintWriter out, final String name, final long count, final String remark) {
        out.println(String.format(Locale.ROOT, "  %-16s %14s  %s", name, Figures.count(count), remark)
                .stripTrailing());
    }

    private String describe() {
        final String clients = config.clients() == 1 ? "1 client" : config.clients() + " clients";
        return config.service() + " through " + dispatchers + ": " + describePacing() + ", " + clients + ", "
                + config.payloadBytes() + " bytes, "
                + (config.serviceTimes() == null
                        ? ""
                        : "service time " + Figures.time(config.serviceTimes().meanNs() / NS_PER_US) + " on average"
                                + (config.isSpinning() ? " (spinning), " : ", "))
                + name(config.options().delivery())
                + (config.options().priority() == Priority.NORMAL
                        ? ""
                        : ", " + name(config.options().priority()) + " priority")
                + (config.options().mayHedge() ? ", hedged" : "") + ", seed " + config.seed();
    }

    private String describePacing() {
        return config.pacing() instanceof Pacing.OpenLoop open
                ? Figures.plain(open.ratePerS()) + "/s "
                        + open.arrivals().name().toLowerCase(Locale.ROOT)
                : ((Pacing.ClosedLoop) config.pacing()).outstanding() + " outstanding";
    }

    private String warmup() {
        final String after = config.warmupNs() == 0
                ? ""
                : " after " + Durations.format(Duration.ofNanos(config.warmupNs())) + " of warm-up";
        return after + (result.isInterrupted() ? ", interrupted" : "");
    }

    private String reasons() {
        final StringBuilder text = new StringBuilder();
        for (final Map.Entry<RejectReason, Long> entry : result.reasons().entrySet()) {
            text.append(text.length() == 0 ? "" : ", ");
            text.append(entry.getKey().text()).append(' ').append(Figures.count(entry.getValue()));
        }
        return text.toString();
    }

    private static String name(final Enum<?> option) {
        return option.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(final long ns) {
        return String.format(Locale.ROOT, "%.1fs", ns / NS_PER_S);
    }

    /** One JSON object: the contract of {@code wilco load --json}. */
    public String json() {
        final JsonObject json = new JsonObject();
        addCounts(json, result.counts(), result.mismatched());
        json.addProperty("duration_s", result.durationNs() / NS_PER_S);
        json.addProperty("throughput_per_s", Math.rint(result.throughputPerS() * 1_000) / 1_000);
        json.add("latency_us", Percentiles.of(result.latency()).json());
        json.addProperty("longest_stall_s", result.longestStallNs() / NS_PER_S);
        if (config.pacing() instanceof Pacing.OpenLoop open) {
            json.addProperty("target_rate_per_s", open.ratePerS());
            json.addProperty("due", result.counts().sent() + result.unsent());
            json.add("send_lateness_us", Percentiles.of(result.lateness()).json());
        } else {
            json.add("target_rate_per_s", JsonNull.INSTANCE);
        }
        json.addProperty("missed_rate", result.isRateMissed());
        json.addProperty("interrupted", result.isInterrupted());
        final JsonObject reasons = new JsonObject();
        result.reasons()
                .forEach((reason, count) -> reasons.addProperty(reason.name().toLowerCase(Locale.ROOT), count));
        json.add("rejected_reasons", reasons);
        final JsonObject warmup = new JsonObject();
        addCounts(warmup, result.warmup(), result.warmup().mismatched());
        json.add("warmup", warmup);
        final JsonArray timeline = new JsonArray();
        for (final Long ok : result.okEachSecond()) {
            timeline.add(ok);
        }
        json.add("timeline", timeline);
        json.add("config", configJson());
        return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json) + "\n";
    }

    private static void addCounts(final JsonObject json, final LoadResult.Counts counts, final long mismatched) {
        json.addProperty("sent", counts.sent());
        json.addProperty("ok", counts.ok());
        json.addProperty("rejected", counts.rejected());
        json.addProperty("timed_out", counts.timedOut());
        json.addProperty("failed", counts.failed());
        json.addProperty("outcome_unknown", counts.outcomeUnknown());
        json.addProperty("lost", counts.lost());
        json.addProperty("mismatched", mismatched);
    }

    private JsonObject configJson() {
        final JsonObject json = new JsonObject();
        json.addProperty("dispatcher", dispatchers);
        json.addProperty("service", config.service());
        if (config.pacing() instanceof Pacing.OpenLoop open) {
            json.addProperty("rate_per_s", open.ratePerS());
            json.addProperty("arrivals", open.arrivals().name().toLowerCase(Locale.ROOT));
        } else if (config.pacing() instanceof Pacing.ClosedLoop closed) {
            json.addProperty("outstanding", closed.outstanding());
        }
        json.addProperty("clients", config.clients());
        json.addProperty("warmup_s", config.warmupNs() / NS_PER_S);
        json.addProperty("duration_s", config.durationNs() / NS_PER_S);
        json.addProperty("payload_bytes", config.payloadBytes());
        if (config.serviceTimes() != null) {
            json.addProperty("service_time_mean_us", config.serviceTimes().meanNs() / NS_PER_US);
            json.addProperty("handler_spin", config.isSpinning());
        }
        json.addProperty("deadline_s", config.deadlineNs() / NS_PER_S);
        json.addProperty("delivery", name(config.options().delivery()));
        json.addProperty("priority", name(config.options().priority()));
        json.addProperty("hedge", config.options().mayHedge());
        json.addProperty("seed", config.seed());
        return json;
    }

    /** The whole distribution of latencies in microseconds, in HdrHistogram's text format. */
    public void writeHgrm(final PrintStream out) {
        result.latency().outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, NS_PER_US);
        out.flush();
    }
}
