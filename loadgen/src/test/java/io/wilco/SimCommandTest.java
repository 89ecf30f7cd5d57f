package io.wilco;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wilco.loadgen.balance.cli.SimCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wilco sim} as a user meets it. */
class SimCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sim(final String args) {
        return Main.run(
                List.of(new SimCommand()),
                false,
                new PrintWriter(out),
                new PrintWriter(err),
                ("sim " + args).split(" "));
    }

    private JsonArray json(final String args) throws IOException {
        final Path file = folder.resolve("rows.json");
        assertThat(sim(args + " --json " + file)).isZero();
        return JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    }

    @Test
    void shouldWriteARowForEachPolicyAndLoad() throws IOException {
        // given, when
        final JsonArray rows =
                json("--policy random,central-queue --workers 8 --load 0.5:0.7:0.1 --requests 2000 --dispatchers 2");

        // then
        assertThat(rows).hasSize(6);
        final JsonObject row = rows.get(0).getAsJsonObject();
        assertThat(row.keySet())
                .containsExactly(
                        "policy",
                        "workers",
                        "dispatchers",
                        "load",
                        "requests",
                        "mean_x",
                        "p50_x",
                        "p99_x",
                        "p99_9_x",
                        "goodput",
                        "rejected",
                        "errors");
        assertThat(row.get("policy").getAsString()).isEqualTo("random");
        assertThat(row.get("workers").getAsInt()).isEqualTo(8);
        assertThat(row.get("dispatchers").getAsInt()).isEqualTo(2);
        assertThat(row.get("requests").getAsInt()).isEqualTo(2_000);
        assertThat(row.get("goodput").getAsDouble()).isEqualTo(1);
        assertThat(row.get("p50_x").getAsDouble()).isLessThan(row.get("p99_x").getAsDouble());
        assertThat(values(rows, "load")).containsExactly("0.5", "0.6", "0.7", "0.5", "0.6", "0.7");
        assertThat(values(rows, "policy")).endsWith("central-queue", "central-queue", "central-queue");
    }

    private static List<String> values(final JsonArray rows, final String name) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(row -> row.get(name).getAsString())
                .toList();
    }

    @Test
    void shouldPrintATableOfAllPolicies() {
        final int code = sim("--policy all --load 0.5 --requests 1000");

        assertThat(code).isZero();
        assertThat(out.toString().lines()).hasSize(10);
        assertThat(out.toString())
                .startsWith("policy               load     mean      p50      p99    p99.9   goodput  rejected")
                .contains("\njbsq ", "\nprequal ", "\ncentral-queue ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldTakeAPolicyThatIsNamedTwiceOnce() {
        sim("--policy jbsq,random,jbsq --load 0.5 --requests 1000");

        assertThat(out.toString().lines()).hasSize(3);
    }

    @Test
    void shouldWriteTheSameBytesForTheSameOptions() throws IOException {
        // given, when
        for (int i = 0; i < 2; i++) {
            final String files =
                    " --json %1$s/%2$d.json --html %1$s/%2$d.html --svg %1$s/%2$d.svg".formatted(folder, i);
            assertThat(sim("--policy all --load 0.5:0.9:0.2 --requests 2000 --dispatchers 2 --loss 0.01" + files))
                    .isZero();
        }

        // then
        for (final String name : List.of("json", "html", "svg")) {
            assertThat(folder.resolve("1." + name)).hasSameBinaryContentAs(folder.resolve("0." + name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--policy best|--policy: no policy is named 'best'; there are jbsq, round-robin, random,"
                        + " least-outstanding, power-of-two, peak-ewma, prequal, weighted-by-load, central-queue (the"
                        + " ideal), or all",
                "--load 0|--load is 0.001 to 100",
                "--load NaN|--load is 0.001 to 100",
                "--load much|--load 'much' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05",
                "--load 0.5:0.9|--load '0.5:0.9' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05",
                "--load 0.9:0.5:0.1|--load '0.9:0.5:0.1' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05",
                "--load 0.5:0.9:0|--load '0.5:0.9:0' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05",
                "--load 0.5:0.9:0.1:2|--load '0.5:0.9:0.1:2' is neither a number nor FROM:TO:STEP, as 0.5:0.95:0.05",
                "--slow 10|--slow '10' is not as 1x10: one worker ten times slower",
                "--slow onex10|--slow 'onex10' is not as 1x10: one worker ten times slower",
                "--slow 1x|--slow '1x' is not as 1x10: one worker ten times slower",
                "--slow 1x0.5|--slow is a number of workers, x, and how many times slower, 1 to 10000: 1x10",
                "--slow 1xInfinity" + "|--slow is a number of workers, x, and how many times slower, 1 to 10000: 1x10",
                "--slow 2147483647x10 --failing 1|--slow and --failing together are more than --workers",
                "--workers 4 --slow 3x10 --failing 2|--slow and --failing together are more than --workers",
                "--workers 4 --failing 4|--failing must leave a worker that works",
                "--workers 0|--workers is 1 to 10000",
                "--dispatchers 65|--dispatchers is 1 to 64",
                "--concurrency 0|--concurrency is 1 to 65536",
                "--loss 1|--loss is 0 to 0.9",
                "--policy ,|--policy names none; write one or more, or all",
                "--delay 61m|--delay is at most 1h",
                "--deadline 0|--deadline is above 0",
                "--service-time fixed:1h --workers 1"
                        + "|--requests are more than come in a year of that --service-time",
                "--requests 999|--requests is 1000 to 1000000000",
                "--service-time fixed:0s|--service-time is on average at least 1ns",
                "--json /nonexistent/x.json"
                        + "|--json: cannot write /nonexistent/x.json: there is no folder /nonexistent; make it",
                "--html /nonexistent/x.html"
                        + "|--html: cannot write /nonexistent/x.html: there is no folder /nonexistent; make it",
                "--svg /|--svg: cannot write /: it is a folder; name a file",
            })
    void shouldNameTheOptionAndTheMend(final String args, final String message) {
        final int code = sim(args);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("wilco sim: " + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--workers many|'many' is not a whole number",
                "--delay 5|'5' is not a duration; write 250us, 5ms, 10s or 2m",
                "--service-time 5ms|'5ms' is no distribution of service times",
                "--polices jbsq|unknown option '--polices'; did you mean '--policy'?",
            })
    void shouldSayHowToWriteAValue(final String args, final String message) {
        final int code = sim(args);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("wilco sim: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
    }
}
