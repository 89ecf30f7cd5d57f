package io.wilco.loadgen.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wilco.cli.Terminal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoViewTest {
    private static final JsonObject STATUS = json("{ok: 1234567, requests_open: 12, requests_queued: 3}");
    private static final JsonObject NODES = json("{nodes: [{id: worker-1, state: ready, completed: 400000,"
            + " executing: 3, concurrency: 16, p50_us: 812, p99_us: 3100},"
            + " {id: worker-2, state: down, completed: 1, p50_us: 0, p99_us: 0}]}");

    private static JsonObject json(final String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static List<String> frame(final int rows, final int columns) {
        final DemoView view = new DemoView(new DemoConfig(12, 1, 3, 2_000), false, new Terminal.Size(rows, columns));
        view.event(6, "killed worker-2 with SIGKILL");
        return view.frame(6.25, STATUS, NODES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 60, 68, 80, 100, 200})
    void shouldShowNoLineThatTheTerminalWouldWrap(final int columns) {
        assertThat(frame(24, columns)).allMatch(line -> line.length() <= columns);
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 80, 100})
    void shouldShortenTheBarsBeforeTheFigures(final int columns) {
        final List<String> lines = frame(24, columns);

        assertThat(lines)
                .anyMatch(line -> line.endsWith("open 12   waiting 3   re-dispatched 0"))
                .anyMatch(line -> line.startsWith("  worker ") && line.endsWith("  p50       p99"))
                .anyMatch(line -> line.startsWith("  worker-1 ") && line.endsWith("  812 µs    3.1 ms"))
                .anyMatch(line -> line.endsWith("killed worker-2 with SIGKILL"));
    }

    @Test
    void shouldShowNoMoreLinesThanTheTerminalHas() {
        assertThat(frame(5, 100)).hasSize(4);
    }
}
