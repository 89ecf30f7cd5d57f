package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final String[] COUNTS = {
        "sent", "ok", "rejected", "timed_out", "failed", "outcome_unknown", "lost", "mismatched"
    };

    private static LoadReport report(final LoadConfig config) {
        return new LoadReport(config, "127.0.0.1:7400", new LoadSim(config).end());
    }

    @Test
    void shouldWriteTheFieldsOfTheContract() {
        // when
        final JsonObject json =
                JsonParser.parseString(report(LoadConfigs.closed(4)).json()).getAsJsonObject();

        // then
        assertThat(json.keySet()).contains(COUNTS).contains("duration_s", "throughput_per_s", "latency_us");
        assertThat(json.getAsJsonObject("latency_us").keySet())
                .containsExactly("min", "p50", "p90", "p99", "p99_9", "p99_99", "max", "mean");
        assertThat(json.get("duration_s").getAsDouble()).isEqualTo(4);
        assertThat(json.get("sent").getAsLong())
                .isEqualTo(json.get("ok").getAsLong())
                .isPositive();
        assertThat(json.get("missed_rate").getAsBoolean()).isFalse();
        assertThat(json.get("target_rate_per_s").isJsonNull()).isTrue();
        assertThat(json.getAsJsonArray("timeline")).hasSizeBetween(4, 5);
        assertThat(json.getAsJsonObject("warmup").keySet()).containsExactly(COUNTS);
        // In microseconds: a way of four hops of 50 us.
        assertThat(json.getAsJsonObject("latency_us").get("min").getAsDouble()).isBetween(199.0, 1_000.0);
    }

    @Test
    void shouldWriteWhatAnOpenLoopWasAskedFor() {
        final JsonObject json = JsonParser.parseString(
                        report(LoadConfigs.open(500, Arrivals.UNIFORM)).json())
                .getAsJsonObject();

        assertThat(json.get("target_rate_per_s").getAsDouble()).isEqualTo(500);
        assertThat(json.get("due").getAsLong()).isEqualTo(2_000);
        assertThat(json.has("send_lateness_us")).isTrue();
        assertThat(json.getAsJsonObject("config").get("arrivals").getAsString()).isEqualTo("uniform");
    }

    @Test
    void shouldPrintLedgerAndPercentiles() {
        // when
        final StringWriter text = new StringWriter();
        report(LoadConfigs.open(500, Arrivals.POISSON)).print(new PrintWriter(text));

        // then
        assertThat(text.toString())
                .contains("echo through 127.0.0.1:7400: 500/s poisson, 1 client, 64 bytes, at-least-once, seed 1")
                .containsPattern("sent +[\\d,]+ +in 4.0s after 1s of warm-up")
                .containsPattern("lost +0\n")
                .containsPattern("p99.99 +max +mean\n +[\\d.]+us")
                .containsPattern("sent after it was due: p50 0.00us");
    }

    @Test
    void shouldPrintNoFiguresWithoutReplies() {
        // given
        final LoadConfig config = LoadConfigs.closed(1);
        final LoadSim sim = new LoadSim(config, "another");
        final StringWriter text = new StringWriter();

        // when
        final LoadResult result = sim.end();
        new LoadReport(config, "d:1", result).print(new PrintWriter(text));

        // then
        assertThat(text.toString())
                .containsPattern("rejected +\\d+ +no worker offers this service \\d+")
                .containsPattern("mean\n( +-){8}\n");
        assertThat(JsonParser.parseString(new LoadReport(config, "d:1", result).json())
                        .getAsJsonObject()
                        .getAsJsonObject("latency_us")
                        .get("min")
                        .getAsDouble())
                .isZero();
    }

    @Test
    void shouldWriteTheDistributionInMicroseconds() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report(LoadConfigs.closed(1)).writeHgrm(new PrintStream(bytes, false, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsPattern("Value +Percentile +TotalCount")
                .containsPattern("\n +[2-9]\\d\\d\\.\\d{3} 0.0000");
    }
}
