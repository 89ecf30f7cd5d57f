package io.wilco.loadgen.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.cli.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimtestCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void shouldSayThatAllIsWellAndGiveADigest() {
        final int code = run("--seeds", "9", "--first-seed", "9");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("seeds 9 to 17, profile all")
                .containsPattern("digest [0-9a-f]{16}")
                .contains("all promises were kept");
    }

    @Test
    void shouldTellWhatHappensForOneSeed() {
        final int code = run("--seed", "3", "--profile", "worker-crashes", "--verbose");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("profile worker-crashes, seed 3", "registered with", "everything is quiet");
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertRefused("choose one of healthy, lossy", "--profile", "sunny");
        assertRefused("--seeds must be at least 1", "--seeds", "0");
        assertRefused("--verbose needs --seed", "--verbose");
    }

    private static void assertRefused(final String words, final String... args) {
        final SimtestCommand command = new SimtestCommand();
        new CommandLine(command).parseArgs(args);
        assertThatThrownBy(command::call)
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.exitCode()).isEqualTo(UserError.BAD_USAGE))
                .hasMessageContaining(words);
    }

    private int run(final String... args) {
        return new CommandLine(new SimtestCommand())
                .setOut(new PrintWriter(out))
                .execute(args);
    }
}
