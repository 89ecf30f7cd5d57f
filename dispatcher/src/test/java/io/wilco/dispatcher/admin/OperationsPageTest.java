package io.wilco.dispatcher.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.wilco.dispatcher.cli.DispatcherCommand;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What docs/operations.md says there is, is there, and the other way round. */
class OperationsPageTest {
    private static final Pattern OPTION = Pattern.compile("\\| `(--[a-z-]+)` \\| ([^ |]*) ?\\| .*");
    private static final Pattern METRIC = Pattern.compile("\\| `(wilco_[a-z_]+)`.* \\| .*");

    private final String page = read();

    private static String read() {
        // Surefire sets it to the module's folder.
        final Path module = Path.of(System.getProperty("basedir", "."));
        try {
            return Files.readString(module.resolve("../docs/operations.md"));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldListEveryOptionWithItsDefault() {
        final Map<String, String> documented = new TreeMap<>();
        page.lines().map(OPTION::matcher).filter(Matcher::matches).forEach(row -> {
            assertThat(documented.put(row.group(1), row.group(2)))
                    .as(row.group(1))
                    .isNull();
        });
        final Map<String, String> actual = new TreeMap<>();
        for (final OptionSpec option :
                new CommandLine(new DispatcherCommand()).getCommandSpec().options()) {
            final String value = option.defaultValueString(true);
            actual.put(
                    option.longestName(),
                    value == null || value.equals("null") || value.equals("[]") || isFault(option) ? "" : value);
        }

        // It depends on the JVM's heap.
        actual.put("--max-memory", "1g");
        assertThat(documented).isEqualTo(actual);
    }

    private static boolean isFault(final OptionSpec option) {
        return option.longestName().equals("--fault");
    }

    @Test
    void shouldListEveryMetric() throws IOException {
        final Set<String> documented = new TreeSet<>();
        page.lines().map(METRIC::matcher).filter(Matcher::matches).forEach(row -> documented.add(row.group(1)));
        final Set<String> actual = new TreeSet<>();
        Metrics.text(Snapshots.afterSeconds(1))
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> actual.add(line.split(" ", -1)[2]));

        assertThat(documented).isEqualTo(actual);
    }

    @Test
    void shouldShowEveryFieldOfTheJson() {
        final DispatcherSnapshot snapshot = Snapshots.afterSeconds(1);
        final JsonObject status = SnapshotJson.status(snapshot);
        final JsonObject node =
                SnapshotJson.nodes(snapshot).getAsJsonArray("nodes").get(0).getAsJsonObject();

        assertThat(node.keySet()).allSatisfy(this::assertShown);
        assertThat(status.keySet()).allSatisfy(this::assertShown);
        assertThat(status.getAsJsonObject("traffic").keySet()).allSatisfy(this::assertShown);
        assertThat(status.getAsJsonArray("services").get(0).getAsJsonObject().keySet())
                .allSatisfy(this::assertShown);
    }

    private void assertShown(final String field) {
        assertThat(page).contains("\"" + field + "\": ");
    }
}
