package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.cli.HostPort;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.admin.FakeDispatcher;
import io.wilco.dispatcher.cli.Commands.Result;
import io.wilco.wire.WorkerTraits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainCommandTest {
    private final FakeDispatcher dispatcher =
            new FakeDispatcher().with("w1", WorkerTraits.DEFAULT, 3).with("w2", WorkerTraits.DEFAULT, 0);
    private final AdminServer server = dispatcher.serve();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldTakeAWorkerOut() {
        assertThat(drain("w1")).isEqualTo(new Result(0, "worker w1: draining, weight 100, 3 outstanding\n", ""));
        assertThat(dispatcher.changes()).containsExactly("w1 weight=0 state=DRAIN force=false");
    }

    @Test
    void shouldWaitUntilNothingIsOutstanding() {
        dispatcher.finishingAtEachLook(1);

        assertThat(drain("w1", "--wait"))
                .isEqualTo(new Result(0, "worker w1 has drained: nothing is outstanding there\n", ""));
    }

    @Test
    void shouldSayThatItStaysDrainingWhenTheTimeIsOver() {
        final Result result = drain("w1", "--wait", "--timeout", "1ms");

        assertThat(result)
                .isEqualTo(new Result(
                        1,
                        "",
                        "worker 'w1' has not drained within --timeout 1ms: 3 outstanding; it stays draining,"
                                + " 'wilco nodes set w1 --state ready' takes it back\n"));
        assertThat(drain("w2", "--wait", "--timeout=0").code()).isZero();
    }

    @Test
    void shouldShowProgressOnlyOnATerminal() throws Exception {
        dispatcher.finishingAtEachLook(1);
        drain("w1");
        final StringWriter out = new StringWriter();

        waiting(out, true).await(Duration.ofMinutes(1));

        assertThat(out.toString())
                .matches("\r\u001b\\[Kworker w1 drains: [12] outstanding, \\d+s\r\u001b\\[K"
                        + "worker w1 has drained: nothing is outstanding there\n");
    }

    @Test
    void shouldSayThatSomebodyTookTheWorkerBack() {
        assertThatThrownBy(() -> waiting(new StringWriter(), false).await(Duration.ofMinutes(1)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("worker 'w1' is no longer draining: somebody set it to ready");
    }

    @Test
    void shouldBearTheDispatchersSilenceUntilTheTimeIsOver() {
        dispatcher.stick();

        assertThatThrownBy(() -> waiting(new StringWriter(), false).await(Duration.ofMillis(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has not drained within --timeout 1ms: the dispatcher at ")
                .hasMessageContaining("; it stays draining, ");
    }

    @Test
    void shouldRefuseToTakeOutTheLastOneUnlessForced() {
        dispatcher.refuse("worker 'w1' is the last ready one of service 'echo'; start another one first, or force it");

        final Result result = drain("w1", "--wait");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).endsWith("start another one first, or force it with --force\n");
        assertThat(drain("w1", "--force").code()).isZero();
        assertThat(dispatcher.changes()).containsExactly("w1 weight=0 state=DRAIN force=true");
    }

    @Test
    void shouldNameMistakes() {
        assertThat(drain("w3")).isEqualTo(new Result(2, "", "no worker is named 'w3'; did you mean 'w1'?\n"));
        assertThat(drain("w1", "--timeout=5s")).isEqualTo(new Result(2, "", "--timeout goes with --wait; add it\n"));
        assertThat(drain("w1", "--wait", "--timeout=48h"))
                .isEqualTo(new Result(2, "", "--timeout must be 0s to 24h, not 48h\n"));
        assertThat(dispatcher.changes()).isEmpty();
    }

    private DrainWait waiting(final StringWriter out, final boolean isTerminal) {
        final AdminClient client = new AdminClient(HostPort.parse("127.0.0.1:" + server.port()));
        return new DrainWait(client, "w1", new PrintWriter(out), isTerminal);
    }

    private Result drain(final String... args) {
        final List<String> all = new ArrayList<>(List.of(args));
        all.add("--admin=127.0.0.1:" + server.port());
        return Commands.run(new DrainCommand(), all.toArray(String[]::new));
    }
}
