package io.wilco;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
import io.wilco.cli.convert.ListenAddressConverter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Send send = new Send();
    private final Fail fail = new Fail();

    @Test
    void shouldRunTheSubcommandAndReturnItsCode() {
        final int code = run("send", "--to", "a:1,[::1]:2", "--every", "5ms", "--listen", "0.0.0.0:0", "hi");

        assertThat(code).isEqualTo(7);
        assertThat(send.to).containsExactly(new HostPort("a", 1), new HostPort("::1", 2));
        assertThat(send.every).isEqualTo(Duration.ofMillis(5));
        assertThat(send.listen).isEqualTo(new HostPort("0.0.0.0", 0));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldListTheSubcommandsInTheirOrder() {
        final int code = run("--help");

        assertThat(code).isZero();
        assertThat(out.toString()).containsSubsequence("send ", "Sends a thing", "fail ", "Fails", "help ");
    }

    @Test
    void shouldGiveEverySubcommandItsHelp() {
        assertThat(run("send", "--help")).isZero();
        assertThat(run("help", "send")).isZero();
        assertThat(out.toString()).contains("Usage: wilco send", "--every", "-h, --help");
    }

    @Test
    void shouldSayItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(run("send", "--version")).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.matches("wilco .*, Java \\d+.*"));
    }

    @Test
    void shouldAskForASubcommand() {
        assertThat(run()).isEqualTo(2);
        assertError("wilco: name a subcommand; see 'wilco --help'");
    }

    @Test
    void shouldSuggestASubcommand() {
        assertThat(run("sned")).isEqualTo(2);
        assertError("wilco: unknown subcommand 'sned'; did you mean 'send'? See 'wilco --help'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sned|unknown subcommand 'sned'; did you mean 'send'? See 'wilco --help'",
                "frobnicate|unknown subcommand 'frobnicate'; see 'wilco --help'",
            })
    void shouldSuggestASubcommandToHelpWith(final String written, final String message) {
        assertThat(run("help", written)).isEqualTo(2);
        assertError("wilco: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--count|abc|'abc' is not a whole number",
                "--count|1.5|'1.5' is not a whole number",
                "--count|9999999999|'9999999999' is too large",
                "--seed|0x1|'0x1' is not a whole number",
                "--seed|-99999999999999999999|'-99999999999999999999' is too small",
                "--rate|abc|'abc' is not a number",
                "--rate|NaN|'NaN' is not a number",
            })
    void shouldSpeakOfNumbersRatherThanOfTypes(final String option, final String value, final String message) {
        assertThat(run("send", option + "=" + value, "hi")).isEqualTo(2);
        assertError("wilco send: invalid value for option '" + option + "': " + message + "; see 'wilco send --help'");
    }

    @Test
    void shouldReadNumbers() {
        assertThat(run("send", "--count=-3", "--seed", "99999999999", "--rate", "1e3", "hi"))
                .isEqualTo(7);
        assertThat(send.count).isEqualTo(-3);
        assertThat(send.seed).isEqualTo(99_999_999_999L);
        assertThat(send.rate).isEqualTo(1_000.0);
    }

    @Test
    void shouldSuggestAnOption() {
        assertThat(run("send", "--evry=5ms", "hi")).isEqualTo(2);
        assertError("wilco send: unknown option '--evry'; did you mean '--every'? See 'wilco send --help'");
    }

    @Test
    void shouldNameAnOptionThatNothingResembles() {
        assertThat(run("send", "--frobnicate", "hi")).isEqualTo(2);
        assertError("wilco send: unknown option '--frobnicate'; see 'wilco send --help'");
    }

    @Test
    void shouldNameAnArgumentTooMany() {
        assertThat(run("send", "hi", "there")).isEqualTo(2);
        assertError("wilco send: unexpected argument 'there'; see 'wilco send --help'");
    }

    @Test
    void shouldNameTheOptionWhoseValueIsWrong() {
        assertThat(run("send", "--every", "10x", "hi")).isEqualTo(2);
        assertError("wilco send: invalid value for option '--every': '10x' is not a duration;"
                + " write 250us, 5ms, 10s or 2m; see 'wilco send --help'");
    }

    @Test
    void shouldNameTheElementOfAListThatIsWrong() {
        assertThat(run("send", "--to", "a:1,b", "hi")).isEqualTo(2);
        assertThat(err.toString()).contains("option '--to'", "'b' is not HOST:PORT: it has no port");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertThat(run("send")).isEqualTo(2);
        assertError("wilco send: missing required parameter: 'TEXT'; see 'wilco send --help'");
    }

    @Test
    void shouldReportAMistakeOfTheUsersInOneLine() {
        fail.with = new UserError("cannot read 'x.json': no such file", 3);

        assertThat(run("fail")).isEqualTo(3);
        assertError("wilco fail: cannot read 'x.json': no such file");
    }

    @Test
    void shouldReportTheUnexpectedInOneLine() {
        fail.with = new IllegalStateException("slot 3\n  is taken");

        assertThat(run("fail")).isEqualTo(1);
        assertError("wilco fail: unexpected java.lang.IllegalStateException: slot 3 is taken"
                + " (the stack trace: WILCO_DEBUG=1)");
    }

    @Test
    void shouldShowTheStackTraceOnlyWhenDebugging() {
        fail.with = new IllegalStateException("slot 3 is taken");

        assertThat(Main.run(List.of(fail), true, new PrintWriter(out), new PrintWriter(err), "fail"))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .startsWith("wilco fail: unexpected java.lang.IllegalStateException: slot 3 is taken")
                .anyMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void shouldReportErrorsToo() {
        fail.failsAssertion = true;

        assertThat(run("fail")).isEqualTo(1);
        assertThat(err.toString()).contains("unexpected java.lang.AssertionError: broken");
        assertThat(err.toString().lines()).hasSize(1);
    }

    private int run(final String... args) {
        return Main.run(List.of(fail, send), false, new PrintWriter(out), new PrintWriter(err), args);
    }

    private void assertError(final String line) {
        assertThat(err.toString().lines()).containsExactly(line);
    }

    @Command(name = "send", description = "Sends a thing")
    static final class Send implements Subcommand, Callable<Integer> {

        @Option(names = "--to", split = ",")
        private List<HostPort> to = List.of();

        @Option(names = "--every")
        private Duration every = Duration.ZERO;

        @Option(names = "--listen", converter = ListenAddressConverter.class)
        private HostPort listen = new HostPort("localhost", 1);

        @Option(names = "--count")
        private int count;

        @Option(names = "--seed")
        private long seed;

        @Option(names = "--rate")
        private Double rate = 0.0;

        @Parameters(paramLabel = "TEXT")
        private String text = "";

        @Override
        public int order() {
            return 10;
        }

        @Override
        public Integer call() {
            return text.equals("hi") ? 7 : 8;
        }
    }

    @Command(name = "fail", description = "Fails")
    static final class Fail implements Subcommand, Callable<Integer> {

        private RuntimeException with = new IllegalStateException();
        private boolean failsAssertion;

        @Override
        public Integer call() {
            if (failsAssertion) {
                throw new AssertionError("broken");
            }
            throw with;
        }
    }
}
