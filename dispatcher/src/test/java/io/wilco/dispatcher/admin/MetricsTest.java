package io.wilco.dispatcher.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text that Prometheus reads, checked line by line against its grammar. */
class MetricsTest {
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (counter|gauge|summary)");
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) [A-Z0-9].*");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (NaN|[0-9.E+-]+)");
    private static final Pattern LABELS =
            Pattern.compile("\\{[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\"(?:,[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\")*}");

    private final List<String> lines = text().lines().toList();

    private static String text() {
        try {
            return Metrics.text(Snapshots.afterSeconds(100));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldBeWellFormed() {
        final Map<String, String> types = new HashMap<>();
        final Set<String> series = new HashSet<>();
        final Set<String> helped = new HashSet<>();
        for (final String line : lines) {
            final Matcher type = TYPE.matcher(line);
            final Matcher help = HELP.matcher(line);
            final Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                assertThat(types.put(type.group(1), type.group(2))).isNull();
            } else if (help.matches()) {
                helped.add(help.group(1));
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(types).as(line).containsKey(sample.group(1));
                assertThat(series.add(sample.group(1) + sample.group(2)))
                        .as(line)
                        .isTrue();
                if (sample.group(2) != null) {
                    assertThat(sample.group(2)).matches(LABELS);
                }
            }
        }
        assertThat(helped).isEqualTo(types.keySet());
        types.forEach((name, type) -> {
            assertThat(name).startsWith("wilco_");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
        });
    }

    @Test
    void shouldNameUnitsAndCountersAsPrometheusDoes() {
        assertThat(lines)
                .contains(
                        "wilco_uptime_seconds 100.0",
                        "wilco_requests_total{outcome=\"ok\"} 100000.0",
                        "wilco_requests_total{outcome=\"outcome_unknown\"} 5.0",
                        "wilco_requests_received_total 100500.0",
                        "wilco_requests_open 34.0",
                        "wilco_service_queued_requests{service=\"resize\"} 3.0",
                        "wilco_service_rejected_total{service=\"echo\"} 31.0",
                        "wilco_worker_service_time_seconds{worker=\"w1\"} 0.00125",
                        "wilco_worker_completed_total{worker=\"w1\"} 100000.0",
                        "wilco_worker_cpu_ratio{worker=\"w1\"} 0.45",
                        "wilco_worker_state{state=\"ready\",worker=\"w1\"} 1.0",
                        "wilco_worker_state{state=\"down\",worker=\"w1\"} 0.0",
                        "wilco_worker_latency_seconds{worker=\"w1\",quantile=\"0.999\"} 1.2",
                        "wilco_frames_retransmitted_total 23.0");
    }

    @Test
    void shouldEscapeWhatWorkersCallThemselves() {
        assertThat(lines).contains("wilco_worker_redispatched_total{worker=\"w\\\"2\\\\\"} 1.0");
    }

    @Test
    void shouldSayThatThereIsNoLatencyYet() {
        assertThat(lines).contains("wilco_worker_latency_seconds{worker=\"w\\\"2\\\\\",quantile=\"0.5\"} NaN");
    }
}
