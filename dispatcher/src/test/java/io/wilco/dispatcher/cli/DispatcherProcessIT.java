package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own can show: signals and exit codes. */
@Timeout(120)
class DispatcherProcessIT {
    /** What the process runs. */
    static final class Main {
        private Main() {}

        /** As {@code wilco dispatcher}. */
        public static void main(final String[] args) {
            System.exit(Commands.commandLine(new DispatcherCommand()).execute(args));
        }
    }

    @Test
    void shouldDrainAndExitZeroOnSigterm() throws Exception {
        final Process process = start("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).startsWith("listening on 127.0.0.1:");

            // By its handle: Process.destroy would close our end of its output too.
            process.toHandle().destroy();

            final List<String> rest = out.lines().toList();
            assertThat(process.waitFor()).isZero();
            assertThat(rest).hasSize(2);
            assertThat(rest.get(0)).contains("drain begins; requests open: 0");
            assertThat(rest.get(1)).contains("drain ends; all requests answered");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldExitTwoOnAMistake() throws Exception {
        final Process process = start("--listen", "127.0.0.1:0", "--admin", "none", "--queue", "0");
        try {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("--queue must be 1 or more, not 0\n");
            assertThat(process.waitFor()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(final String... args) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
