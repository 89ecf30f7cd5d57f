package io.wilco.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.cli.UserError;
import io.wilco.cli.convert.Converters;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.worker.Worker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CallCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private byte[] stdin = {};
    private boolean isTerminal;
    private Dispatcher dispatcher;
    private Worker worker;

    @BeforeEach
    void start() throws IOException {
        dispatcher =
                Dispatcher.start(DispatcherConfig.DEFAULT, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        worker = Worker.builder(address())
                .service("echo", request -> request.payload())
                .service("picky", request -> {
                    if (request.text().equals("1")) {
                        throw new IllegalStateException("not this one");
                    }
                    return request.payload();
                })
                .service("urgency", request -> request.priority().name().getBytes(StandardCharsets.UTF_8))
                .service("fail", request -> {
                    throw new IllegalStateException("no such account");
                })
                .connect();
    }

    @AfterEach
    void stop() {
        worker.close();
        dispatcher.close();
    }

    private String address() {
        return "127.0.0.1:" + dispatcher.address().getPort();
    }

    private int call(final String... args) {
        final CallCommand command = new CallCommand(
                new ByteArrayInputStream(stdin), new PrintStream(out, false, StandardCharsets.UTF_8), isTerminal);
        return Converters.addTo(new CommandLine(command))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, commandLine, result) -> {
                    if (!(e instanceof UserError mistake)) {
                        throw e;
                    }
                    err.append(mistake.getMessage());
                    return mistake.exitCode();
                })
                .execute(args);
    }

    @Test
    void shouldWriteTheReplyAsItIs() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "grüezi"))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("grüezi");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldEndTheLineOnATerminal() {
        isTerminal = true;

        call("--dispatcher", address(), "--service", "echo", "hi");
        call("--dispatcher", address(), "--service", "echo", "ho\n");
        call("--dispatcher", address(), "--service", "echo", "");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hi\nho\n\n");
    }

    @Test
    void shouldSendStdinWhateverItsBytes() {
        stdin = new byte[65_536];
        stdin[7] = (byte) 0xFF;

        assertThat(call("--dispatcher", address(), "--service", "echo", "-")).isZero();

        assertThat(out.toByteArray()).isEqualTo(stdin);
    }

    @Test
    void shouldRefuseWhatDoesNotFitIntoOneRequest() {
        stdin = new byte[65_537];

        assertThat(call("--dispatcher", address(), "--service", "echo", "-")).isEqualTo(2);

        assertThat(err.toString()).isEqualTo("PAYLOAD is too large; at most 65536 bytes go into one request");
    }

    @Test
    void shouldTellWhatTheHandlerSaid() {
        assertThat(call("--dispatcher", address(), "--service", "fail", "x")).isEqualTo(1);

        assertThat(err.toString()).startsWith("the handler failed: ").contains("no such account");
        assertThat(out.size()).isZero();
    }

    @Test
    void shouldSayThatNobodyOffersTheService() {
        assertThat(call("--dispatcher", address(), "--service", "nope", "x")).isEqualTo(1);

        assertThat(err.toString())
                .endsWith("no worker offers this service ('nope'); start one: ./wilco worker --dispatcher " + address()
                        + " --service nope");
    }

    @Test
    void shouldSuggestTheHandlerThatAnswersSyntheticRequests() {
        assertThat(call("--dispatcher", address(), "--service", "synthetic", "x"))
                .isEqualTo(1);

        assertThat(err.toString()).endsWith(" --service synthetic --handler synthetic");
    }

    @Test
    void shouldSayThatThereIsNoDispatcher() {
        final String address = address();
        dispatcher.close();

        assertThat(call("--dispatcher", address, "--service", "echo", "x")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("no dispatcher at " + address + ": nothing listens there; is it running?");
    }

    @Test
    void shouldRefuseADeadlineOutOfBounds() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--deadline", "2h", "x"))
                .isEqualTo(2);

        assertThat(err.toString()).isEqualTo("--deadline must be 1ms to 1h, not 2h");
    }

    @Test
    void shouldReadTheZone() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--zone", "eu", "x"))
                .isZero();
        assertThat(call("--dispatcher", address(), "--service", "echo", "--zone", "z".repeat(65), "x"))
                .isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo("--zone must have at most 64 bytes of UTF-8 and no control characters; shorten it");
    }

    @Test
    void shouldReadTheDelivery() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--delivery", "at-least-once", "x"))
                .isZero();
        assertThat(call("--dispatcher", address(), "--service", "echo", "--delivery", "sometimes", "x"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("'sometimes' is no delivery; write at-least-once or at-most-once");
    }

    @Test
    void shouldWriteALineForEachPartInOrder() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--scatter", "3", "part {} of {}"))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("part 0 of 0\npart 1 of 1\npart 2 of 2\n");
        assertThat(err.toString())
                .matches("3 parts: 3 ok, 0 failed, 0 tried more than once; longest \\d+[mu]s, all within \\d+[mu]s\\R");
    }

    @Test
    void shouldLeaveTheBytesOfPartsAsTheyAre() {
        stdin = new byte[] {(byte) 0xFF, '{', '}'};

        assertThat(call("--dispatcher", address(), "--service", "echo", "--scatter", "1", "-"))
                .isZero();

        assertThat(out.toByteArray()).containsExactly(0xFF, '0', '\n');
    }

    @Test
    void shouldTellWhichPartFailedAndWriteTheOthers() {
        assertThat(call("--dispatcher", address(), "--service", "picky", "--scatter", "3", "{}"))
                .isEqualTo(1);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("0\n\n2\n");
        assertThat(err.toString())
                .startsWith("3 parts: 2 ok, 1 failed")
                .endsWith("1 of 3 parts failed; part 1: the handler failed: not this one");
    }

    @Test
    void shouldRefuseMorePartsThanThereCanBe() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--scatter", "4097", "x"))
                .isEqualTo(2);

        assertThat(err.toString()).isEqualTo("--scatter must be 1 to 4096, not 4097");
    }

    @Test
    void shouldReadThePriority() {
        assertThat(call("--dispatcher", address(), "--service", "urgency", "--priority", "low", "x"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("LOW");
        assertThat(call("--dispatcher", address(), "--service", "echo", "--priority", "vital", "x"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("'vital' is no priority; write high, normal or low");
    }

    @Test
    void shouldHedgeOnlyWhatMayExecuteTwice() {
        assertThat(call("--dispatcher", address(), "--service", "echo", "--delivery", "at-least-once", "--hedge", "x"))
                .isZero();
        assertThat(call("--dispatcher", address(), "--service", "echo", "--hedge", "x"))
                .isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo("--hedge goes with --delivery at-least-once, for a hedged request may execute twice");
    }
}
