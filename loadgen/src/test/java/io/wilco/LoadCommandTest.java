package io.wilco;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.loadgen.cli.BenchCommand;
import io.wilco.loadgen.cli.LoadCommand;
import io.wilco.worker.Handler;
import io.wilco.worker.Worker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wilco load} and {@code wilco bench} as a user meets them. */
class LoadCommandTest {
    @TempDir
    private Path folder;

    private final List<Worker> workers = new ArrayList<>();
    private Dispatcher dispatcher;
    private String address;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(
                List.of(new LoadCommand(), new BenchCommand()),
                false,
                new PrintWriter(out),
                new PrintWriter(err),
                args);
    }

    private int load(final String dispatcher, final String... args) {
        final Stream<String> common = Stream.of("load", "--dispatcher", dispatcher);
        return run(Stream.concat(common, Arrays.stream(args)).toArray(String[]::new));
    }

    @BeforeEach
    void startDispatcher() throws IOException {
        dispatcher =
                Dispatcher.start(DispatcherConfig.DEFAULT, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = "127.0.0.1:" + dispatcher.address().getPort();
    }

    @AfterEach
    void stop() {
        workers.forEach(Worker::close);
        dispatcher.close();
    }

    private void startWorker(final Handler handler) throws IOException {
        workers.add(Worker.connect(address, "echo", handler));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|say how hard: --outstanding N keeps N requests open, --rate R sends R a second",
                "--outstanding 1 --rate 1|--outstanding and --rate exclude each other: a closed loop or an open one",
                "--outstanding 1 --arrivals uniform|--arrivals goes with --rate, not with --outstanding",
                "--outstanding 1 --handler-spin|--handler-spin goes with --service-time",
                "--outstanding 1 --delivery at-most-once --hedge"
                        + "|--hedge goes with --delivery at-least-once, for a hedged request may execute twice",
                "--outstanding 0|--outstanding 0 is not in 1..1048576",
                "--rate -5|--rate -5 is not above 0 and at most 10000000 requests a second",
                "--outstanding 1 --payload 65537|--payload 65537 is too large; at most 65536 bytes",
                "--outstanding 1 --payload 1|--payload 1 is too small; at least 8 bytes: 8 for the request's number",
                "--outstanding 1 --zone zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
                        + "|--zone must have at most 64 bytes of UTF-8 and no control characters; shorten it",
                "--outstanding 1 --deadline 2h|--deadline is 1ms to 1h",
                "--outstanding 1 --json /nonexistent/x.json"
                        + "|--json: cannot write /nonexistent/x.json: there is no folder /nonexistent; make it",
            })
    void shouldNameTheOptionAndTheMend(final String args, final String message) {
        final int code = load("127.0.0.1:1", args == null ? new String[0] : args.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("wilco load: " + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 1 --arrivals often|'often' is neither poisson nor uniform",
                "--rate 1 --delivery twice|'twice' is no delivery; write at-least-once or at-most-once",
                "--rate 1 --priority vital|'vital' is no priority; write high, normal or low",
                "--rate 1 --service-time 5ms|'5ms' is no distribution of service times",
                "--rate abc|'abc' is not a number",
                "--rate 1 --duration 10|'10' is not a duration; write 250us, 5ms, 10s or 2m",
                "--rate 1 --fault loss=2|loss is a probability from 0 to 1",
                "--rate 1 --durations 10s|unknown option '--durations'; did you mean '--duration'?",
            })
    void shouldSayHowToWriteAValue(final String args, final String message) {
        final int code = load("127.0.0.1:1", args.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("wilco load: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void shouldSayThatThereIsNoDispatcher() {
        // given a port where nothing listens any more
        dispatcher.close();

        // when
        final int code = load(address, "--outstanding", "1");

        // then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("wilco load: no dispatcher at " + address + ": nothing listens there; is it running?");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void shouldMeasureAndWriteItDown() throws IOException {
        // given
        startWorker(request -> request.payload());
        final Path json = folder.resolve("result.json");
        final Path hgrm = folder.resolve("result.hgrm");
        final List<String> args = List.of(
                "--outstanding",
                "8",
                "--clients",
                "2",
                "--priority",
                "low",
                "--hedge",
                "--warmup",
                "100ms",
                "--duration",
                "500ms",
                "--json",
                json.toString(),
                "--hgrm",
                hgrm.toString());

        // when
        final int code = load(address, args.toArray(String[]::new));

        // then
        assertThat(err.toString()).doesNotContain("wilco load:");
        assertThat(code).isZero();
        final JsonObject result = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(result.get("sent").getAsLong())
                .isEqualTo(result.get("ok").getAsLong())
                .isPositive();
        assertThat(result.get("lost").getAsLong()).isZero();
        assertThat(out.toString()).contains("8 outstanding, 2 clients, 64 bytes, at-least-once, low priority, hedged");
        assertThat(Files.readString(hgrm)).contains("TotalCount");
    }

    @Test
    void shouldFailIfAReplyIsWrong() throws IOException {
        // given
        startWorker(request -> {
            final byte[] payload = request.payload().clone();
            payload[20] ^= 1;
            return payload;
        });

        // when
        final int code = load(address, "--rate", "200", "--warmup", "0", "--duration", "200ms", "--quiet");

        // then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).containsPattern("wilco load: 0 requests lost, [1-9]\\d* replies wrong");
    }

    @Test
    void shouldFailAndSaySoIfNobodyOffersTheService() {
        final int code =
                load(address, "--service", "nope", "--outstanding", "2", "--warmup", "0", "--duration", "300ms");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("wilco load: not one request succeeded: no worker offers 'nope'; start one: ./wilco worker"
                        + " --dispatcher " + address + " --service nope");
    }

    @Test
    void shouldCheckTheOptionsOfABench() {
        assertThat(run("bench", "--outstanding", "1,0")).isEqualTo(2);
        assertThat(err.toString()).contains("wilco bench: --outstanding 0 is not in 1..1048576");
    }
}
