package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.admin.FakeDispatcher;
import io.wilco.wire.WorkerTraits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own can show: Ctrl-C. */
@Timeout(120)
class DrainProcessIT {
    /** What the process runs. */
    static final class Main {
        private Main() {}

        /** As {@code wilco drain}. */
        public static void main(final String[] args) {
            System.exit(Commands.commandLine(new DrainCommand()).execute(args));
        }
    }

    @Test
    void shouldSayOnCtrlCThatTheWorkerStaysDraining() throws Exception {
        final FakeDispatcher dispatcher = new FakeDispatcher().with("w1", WorkerTraits.DEFAULT, 3);
        try (AdminServer server = dispatcher.serve()) {
            final Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "w1",
                            "--wait",
                            "--admin=127.0.0.1:" + server.port())
                    .redirectErrorStream(true)
                    .start();
            try {
                // Two looks after the change: by then it waits.
                while (dispatcher.changes().isEmpty() || dispatcher.looks() < 2) {
                    assertThat(process.isAlive()).isTrue();
                    Thread.onSpinWait();
                }
                new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();

                assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("worker w1 stays draining; 'wilco nodes set w1 --state ready' takes it back\n");
                assertThat(process.waitFor()).isEqualTo(130);
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
