package io.wilco.loadgen.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final BenchPlan PLAN = new BenchPlan(3, Duration.ofSeconds(5), Duration.ofSeconds(1), List.of(256));

    private static final BenchRow ROW = new BenchRow(
            256,
            List.of(
                    new Measurement(900, 10, 99),
                    new Measurement(1_000_000, 160, 400),
                    new Measurement(1_100_000, 150, 500)),
            List.of(
                    new Measurement(800_000, 240, 700),
                    new Measurement(5, 9_000, 9_000),
                    new Measurement(900_000, 300, 900)));

    @Test
    void shouldTakeTheMedianOfEachFigure() {
        assertThat(ROW.bare()).isEqualTo(new Measurement(1_000_000, 150, 400));
        assertThat(ROW.wilco()).isEqualTo(new Measurement(800_000, 300, 900));
        assertThat(Measurement.median(List.of(new Measurement(1, 2, 3), new Measurement(3, 4, 5))))
                .isEqualTo(new Measurement(2, 3, 4));
        assertThat(ROW.rateRatio()).isEqualTo(0.8);
        assertThat(ROW.p50Ratio()).isEqualTo(2);
    }

    @Test
    void shouldPrintATable() {
        final StringWriter text = new StringWriter();

        new BenchReport(PLAN, List.of(ROW)).print(new PrintWriter(text));

        assertThat(text.toString())
                .contains("medians of 3 rounds of 5 s")
                .containsPattern("\n +256 +1,000,000 +150us +400us +800,000 +300us +900us +0.80 +2.00\n");
    }

    @Test
    void shouldWriteAllRoundsAsJson() {
        final JsonObject json = JsonParser.parseString(new BenchReport(PLAN, List.of(ROW)).json())
                .getAsJsonObject();

        final JsonObject level = json.getAsJsonArray("levels").get(0).getAsJsonObject();
        assertThat(level.get("rate_ratio").getAsDouble()).isEqualTo(0.8);
        assertThat(level.getAsJsonArray("wilco_rounds")).hasSize(3);
        assertThat(level.getAsJsonObject("bare").get("p50_us").getAsDouble()).isEqualTo(150);
    }

    @Test
    void shouldNameTheOptionThatIsOutOfBounds() {
        final Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new BenchPlan(0, second, second, List.of(1))).hasMessageContaining("--rounds 0");
        assertThatThrownBy(() -> new BenchPlan(1, Duration.ZERO, second, List.of(1)))
                .hasMessageContaining("--seconds 0");
        assertThatThrownBy(() -> new BenchPlan(1, second, second, List.of(1, 0)))
                .hasMessageContaining("--outstanding 0");
        assertThatThrownBy(() -> new BenchPlan(1, second, second, List.of())).hasMessageContaining("no level");
    }
}
