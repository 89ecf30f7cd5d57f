package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.WilcoProcesses;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person gets to read after a mistake: one line that names what is wrong, and the right exit code. */
class MistakesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WilcoProcesses processes = new WilcoProcesses();

    @AfterEach
    void end() {
        processes.close();
    }

    private void shouldFail(final int exitCode, final String words, final String... command) throws Exception {
        final ChildProcess child = processes.start(command[0], List.of(command));
        final int code = child.awaitExit(PATIENCE);
        final List<String> lines =
                child.err().stream().filter(line -> !line.isBlank()).toList();
        assertThat(lines).as("stderr of " + String.join(" ", command)).hasSize(1);
        assertThat(lines.get(0)).contains(words).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(code).as(lines.get(0)).isEqualTo(exitCode);
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'--deadlin'                       | call --dispatcher 127.0.0.1:7 --service echo --deadlin 5s x",
                "'--dispatchr'; did you mean '--dispatcher'? | worker --dispatchr 127.0.0.1:7400",
                "'10x' is not a duration           | load --dispatcher 127.0.0.1:7400 --outstanding 1 --duration 10x",
                "65536                             | load --dispatcher 127.0.0.1:7400 --outstanding 1 --payload 70000",
                "127.0.0.1                         | worker --dispatcher 127.0.0.1",
                "no policy is named 'fastest'      | dispatcher --policy fastest",
                "did you mean 'dispatcher'         | dispatch",
                "loss is a probability             | relay --to 127.0.0.1:7400 --fault loss=2",
            })
    void shouldSayWhatIsWrongWithACommand(final String words, final String command) throws Exception {
        shouldFail(2, words, command.split(" "));
    }

    @Test
    void shouldSayThatNothingListensThere() throws Exception {
        final String nowhere = "127.0.0.1:" + freePort();

        shouldFail(2, "no dispatcher at " + nowhere, "call", "--dispatcher", nowhere, "--service", "echo", "x");
        shouldFail(2, nowhere, "load", "--dispatcher", nowhere, "--outstanding", "1");
        shouldFail(2, nowhere, "nodes", "--admin", nowhere);
        shouldFail(2, "at " + nowhere + ": ", "worker", "--dispatcher", nowhere, "--connect-timeout", "300ms");
    }

    @Test
    void shouldSayThatThePortIsInUse() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            final String address = "127.0.0.1:" + taken.getLocalPort();

            shouldFail(2, address, "dispatcher", "--listen", address, "--admin", "none");
        }
    }

    @Test
    void shouldSayThatNobodyOffersTheService() throws Exception {
        final ChildProcess dispatcher =
                processes.start("dispatcher", List.of("dispatcher", "--listen", "127.0.0.1:0", "--admin", "none"));
        final String address = dispatcher
                .awaitLine(Pattern.compile("listening on (\\S+:\\d+)"), PATIENCE)
                .group(1);

        shouldFail(1, "no worker", "call", "--dispatcher", address, "--service", "nobody", "x");
    }

    @Test
    void shouldDrainAndExitWithZeroWhenTerminated() throws Exception {
        final ChildProcess dispatcher =
                processes.start("dispatcher", List.of("dispatcher", "--listen", "127.0.0.1:0", "--admin", "none"));
        final String address = dispatcher
                .awaitLine(Pattern.compile("listening on (\\S+:\\d+)"), PATIENCE)
                .group(1);
        final ChildProcess worker =
                processes.start("worker", List.of("worker", "--dispatcher", address, "--id", "one"));
        worker.awaitLine(Pattern.compile("registered with " + Pattern.quote(address)), PATIENCE);

        worker.terminate();
        assertThat(worker.awaitExit(PATIENCE)).isZero();
        dispatcher.terminate();
        assertThat(dispatcher.awaitExit(PATIENCE)).isZero();
    }
}
