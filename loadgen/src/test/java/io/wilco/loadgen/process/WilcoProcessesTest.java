package io.wilco.loadgen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WilcoProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static ChildProcess shell(final String script) throws IOException {
        return ChildProcess.start("child", List.of("sh", "-c", script), line -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"dispatcher", "worker", "load", "bare-load", "bare-forwarder", "bare-echo", "call"})
    void shouldGiveEachCommandTheFlagsOfTheLauncher(final String subcommand) throws Exception {
        // given the launcher, which prints the command line instead of running it
        final Path launcher = launcher();
        final String script = Files.readString(launcher);
        final int from = script.indexOf("choose_options() {");
        final String function = script.substring(from, script.indexOf("\n}\n", from) + 3);

        // when
        try (ChildProcess bash = ChildProcess.start(
                "bash",
                List.of(
                        "bash",
                        "-c",
                        function + "choose_options " + subcommand + "; printf '%s\\n' \"${jvm_options[@]}\""),
                line -> {})) {
            assertThat(bash.awaitExit(LONG)).isZero();

            // then
            assertThat(WilcoProcesses.options(subcommand)).isEqualTo(bash.out());
        }
    }

    private static Path launcher() {
        final Path here = Path.of("wilco");
        return Files.isRegularFile(here) ? here : Path.of("..", "wilco");
    }

    @Test
    void shouldRunTheSameJavaAndClassPath() {
        final List<String> command = WilcoProcesses.command(List.of("call", "--help"));

        assertThat(command.get(0)).contains("java");
        assertThat(command)
                .containsSubsequence("-cp", System.getProperty("java.class.path"), "io.wilco.Main", "call", "--help");
    }

    @Test
    void shouldRunASubcommandAndEndItsChildren() throws Exception {
        final ChildProcess help;
        final ChildProcess echo;
        try (WilcoProcesses processes = new WilcoProcesses()) {
            // when
            help = processes.start("help", List.of("--help"));
            echo = processes.start("bare-echo", List.of("bare-echo"));

            // then
            assertThat(help.awaitExit(LONG)).isZero();
            assertThat(help.out()).anyMatch(line -> line.contains("Usage: wilco"));
            assertThat(echo.awaitLine(Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)"), LONG)
                            .group(1))
                    .isNotEqualTo("0");
            assertThat(echo.isAlive()).isTrue();
        }
        assertThat(echo.awaitExit(LONG)).isNotZero();
    }

    @Test
    void shouldFindALineThatCameBefore() throws Exception {
        try (ChildProcess child = shell("echo one; echo two 2; echo oops >&2; exit 3")) {
            assertThat(child.awaitExit(LONG)).isEqualTo(3);

            assertThat(child.awaitLine(Pattern.compile("two (\\d)"), LONG).group(1))
                    .isEqualTo("2");
            assertThat(child.out()).containsExactly("one", "two 2");
            assertThat(child.err()).containsExactly("oops");
        }
    }

    @Test
    void shouldSayWhyALineDidNotCome() throws Exception {
        try (ChildProcess child = shell("echo port in use >&2; exit 2")) {
            assertThatThrownBy(() -> child.awaitLine(Pattern.compile("ready"), LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("child ended with exit code 2: port in use");
        }
        try (ChildProcess child = shell("echo busy; exec sleep 600")) {
            child.awaitLine(Pattern.compile("busy"), LONG);
            assertThatThrownBy(() -> child.awaitLine(Pattern.compile("ready"), Duration.ZERO))
                    .isInstanceOf(IOException.class)
                    .hasMessage("child did not say 'ready' within 0 s: busy");
            child.kill();
            assertThat(child.awaitExit(LONG)).isNotZero();
        }
    }

    @Test
    void shouldForgetTheOldestLines() throws Exception {
        try (ChildProcess child = shell("i=0; while [ $i -lt 1500 ]; do echo $i; i=$((i+1)); done")) {
            child.awaitExit(LONG);

            assertThat(child.out())
                    .isEqualTo(IntStream.range(500, 1_500)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.toList()));
        }
    }
}
