package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.dispatcher.cli.Commands.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DispatcherCommandTest {
    private static final Pattern LISTENING =
            Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)(?:, admin at http://(127\\.0\\.0\\.1:\\d+))?");

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhereItListensAndEndInOrder() throws Exception {
        try (Running dispatcher = new Running("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")) {
            final Matcher line = LISTENING.matcher(dispatcher.readLine());

            assertThat(line.matches()).isTrue();
            Client.connect(line.group(1)).close();
            final Result nodes = Commands.run(new NodesCommand(), "--admin", line.group(2));
            assertThat(nodes.code()).isZero();
            assertThat(nodes.out()).contains("serving for ", "no workers");
            assertThat(dispatcher.end()).isZero();
            assertThat(dispatcher.readLine()).endsWith("Z drain begins; requests open: 0");
            assertThat(dispatcher.readLine()).endsWith("Z drain ends; all requests answered");
            assertThat(dispatcher.readLine()).isNull();
        }
    }

    @Test
    void shouldDoWithoutAdministration() throws Exception {
        try (Running dispatcher = new Running("--listen", "127.0.0.1:0", "--admin", "none")) {
            final Matcher line = LISTENING.matcher(dispatcher.readLine());

            assertThat(line.matches()).isTrue();
            assertThat(line.group(2)).isNull();
            assertThat(dispatcher.end()).isZero();
        }
    }

    @Test
    void shouldTakeWhatTheCommandLineDoesNotSayFromAFile() throws Exception {
        final Path file = file("listen = 127.0.0.1:0", "admin = none", "policy = random");

        try (Running dispatcher =
                new Running("--config", file.toString(), "--admin", "127.0.0.1:0", "--policy=round-robin")) {
            final Matcher line = LISTENING.matcher(dispatcher.readLine());

            assertThat(line.matches()).isTrue();
            assertThat(Commands.run(new NodesCommand(), "--admin", line.group(2))
                            .out())
                    .contains("policy round-robin");
        }
    }

    @Test
    void shouldSayThatThePortIsInUse() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            final String address = "127.0.0.1:" + taken.getLocalPort();

            final Result result = run("--listen", address, "--admin", "none");

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .isEqualTo("--listen: cannot listen on UDP " + address
                            + ": the port is in use (another dispatcher?); stop it, or give another --listen\n");
        }
    }

    @Test
    void shouldSayThatTheAdminPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final String address = "127.0.0.1:" + taken.getLocalPort();

            final Result result = run("--listen", "127.0.0.1:0", "--admin", address);

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .isEqualTo("--admin: cannot listen on TCP " + address
                            + ": the port is in use (another dispatcher?); stop it, or give another --admin\n");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void shouldSayThatTheAddressIsNotOfThisMachine() {
        final Result result = run("--listen", "192.0.2.1:7400", "--admin", "none");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("--listen: cannot listen on UDP 192.0.2.1:7400: ");
        assertThat(result.err()).endsWith("; give an address of this machine\n");
    }

    @Test
    void shouldNameTheLineOfTheFileThatIsWrong() throws Exception {
        assertFileError(1, "there is no setting 'quue'; did you mean 'queue'?", "quue = 5");
        assertFileError(1, "there is no setting 'colour'; there are ack-delay, admin, ", "colour = red");
        assertFileError(1, "there is no setting 'slow-strat'; did you mean 'slow-start'?", "slow-strat = 5s");
        assertFileError(3, "invalid value for 'queue': 'many' is not a whole number", "# a comment", "", "queue=many");
        assertFileError(2, "'queue' stands in ", "queue = 5", "queue: 6");
        assertFileError(4, "there is no setting 'config'", "policy = \\", "  random", "", "config = x");
        assertFileError(1, "invalid value for 'drain-timeout': '5' is not a duration", "drain-timeout = 5");
        assertFileError(2, "Malformed \\uxxxx encoding", "policy = random", "listen = \\u12");
    }

    private void assertFileError(final int line, final String message, final String... lines) throws IOException {
        final Path file = file(lines);

        final Result result = run("--config", file.toString());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith(file + ":" + line + ": " + message);
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void shouldSayThatTheFileCannotBeRead() {
        final Path missing = folder.resolve("missing");

        assertThat(run("--config", missing.toString()))
                .isEqualTo(new Result(2, "", "--config: there is no file '" + missing + "'\n"));
        assertThat(run("--config", folder.toString()).err()).startsWith("--config: cannot read '" + folder + "'");
    }

    @Test
    void shouldCheckWhatTheFileSaysAsIfItWereWrittenOnTheCommandLine() throws Exception {
        assertThat(run("--config", file("queue = 0").toString()).err()).isEqualTo("--queue must be 1 or more, not 0\n");
    }

    private static Result run(final String... args) {
        return Commands.run(new DispatcherCommand(), args);
    }

    private Path file(final String... lines) throws IOException {
        return Files.write(folder.resolve("dispatcher.properties"), List.of(lines));
    }

    /** The command on a thread of its own, as it runs until it is told to end. */
    private static final class Running implements AutoCloseable {
        private final PipedWriter out = new PipedWriter();
        private final BufferedReader reader = new BufferedReader(new PipedReader(out, 65_536));
        private final CompletableFuture<Integer> code = new CompletableFuture<>();
        private final Thread thread;

        Running(final String... args) throws IOException {
            thread = new Thread(() -> {
                final PrintWriter writer = new PrintWriter(out);
                final int exitCode = Commands.commandLine(new DispatcherCommand())
                        .setOut(writer)
                        .execute(args);
                // Before anyone is told: a pipe whose writers have ended without closing it fails its reader.
                writer.close();
                code.complete(exitCode);
            });
            thread.start();
        }

        String readLine() throws IOException {
            return reader.readLine();
        }

        int end() {
            thread.interrupt();
            return code.join();
        }

        @Override
        public void close() {
            end();
        }
    }
}
