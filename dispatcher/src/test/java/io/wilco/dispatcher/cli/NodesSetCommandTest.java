package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.admin.FakeDispatcher;
import io.wilco.dispatcher.cli.Commands.Result;
import io.wilco.wire.WorkerTraits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodesSetCommandTest {
    private final FakeDispatcher dispatcher =
            new FakeDispatcher().with("w1", WorkerTraits.DEFAULT, 3).with("a/b c", WorkerTraits.DEFAULT, 0);
    private final AdminServer server = dispatcher.serve();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldSayWhatIsNowSo() {
        assertThat(set("w1", "--weight", "250"))
                .isEqualTo(new Result(0, "worker w1: ready, weight 250, 3 outstanding\n", ""));
        assertThat(set("w1", "--state=drain", "--weight=50"))
                .isEqualTo(new Result(0, "worker w1: draining, weight 50, 3 outstanding\n", ""));
        assertThat(set("a/b c", "--state", "maint", "--force"))
                .isEqualTo(new Result(0, "worker a/b c: maint, weight 100, 0 outstanding\n", ""));
        assertThat(dispatcher.changes())
                .containsExactly(
                        "w1 weight=250 state=null force=false",
                        "w1 weight=50 state=DRAIN force=false",
                        "a/b c weight=0 state=MAINT force=true");
    }

    @Test
    void shouldHeedTheAdminAddressWhereverItStands() {
        final String address = "127.0.0.1:" + server.port();

        assertThat(Commands.run(new NodesCommand(), "--admin", address, "set", "w1", "--weight=5")
                        .code())
                .isZero();
        assertThat(Commands.run(new NodesCommand(), "set", "w1", "--weight=6", "--admin", address)
                        .code())
                .isZero();
        assertThat(dispatcher.changes()).hasSize(2);
    }

    @Test
    void shouldSayWhatAwaitsAWorkerThatIsDown() {
        assertThat(new WorkerLine("w1", "down", "drain", 100, 0).text())
                .isEqualTo("worker w1: down (drain when it is back), weight 100, 0 outstanding");
    }

    @Test
    void shouldSuggestTheNearestName() {
        assertThat(set("w11", "--weight=5"))
                .isEqualTo(new Result(2, "", "no worker is named 'w11'; did you mean 'w1'?\n"));
        assertThat(set("somebody", "--weight=5"))
                .isEqualTo(new Result(2, "", "no worker is named 'somebody'; 'wilco nodes' shows those there are\n"));
    }

    @Test
    void shouldSayThatThereIsNoWorkerYet() {
        try (AdminServer empty = new FakeDispatcher().serve()) {
            final Result result =
                    Commands.run(new NodesCommand(), "set", "w1", "--weight=5", "--admin", "127.0.0.1:" + empty.port());

            assertThat(result).isEqualTo(new Result(2, "", "no worker is named 'w1'; there are none yet\n"));
        }
    }

    @Test
    void shouldSayHowToForceWhatIsRefused() {
        dispatcher.refuse("worker 'w1' is the last ready one of service 'echo'; start another one first, or force it");

        assertThat(set("w1", "--state=drain"))
                .isEqualTo(new Result(
                        1,
                        "",
                        "worker 'w1' is the last ready one of service 'echo'; start another one first, or force it"
                                + " with --force\n"));
        assertThat(set("w1", "--state=drain", "--force").code()).isZero();
    }

    @Test
    void shouldNameWhatIsMissingOrTooMuch() {
        assertMistake("say what to change: --weight N, or --state ready, drain or maint", "w1");
        assertMistake("--force goes with --state; remove it", "w1", "--weight=5", "--force");
        assertMistake("--weight must be 1 to 10000, not 0", "w1", "--weight=0");
        assertMistake("--weight must be 1 to 10000, not 10001", "w1", "--weight=10001");
        assertMistake(
                "Invalid value for option '--state': there is no state 'gone'; there are ready, drain, maint",
                "w1",
                "--state=gone");
        assertMistake("Missing required parameter: 'ID'", "--weight=5");
        assertThat(dispatcher.changes()).isEmpty();
    }

    private void assertMistake(final String message, final String... args) {
        assertThat(set(args)).isEqualTo(new Result(2, "", message + "\n"));
    }

    @Test
    void shouldNotMixWithHowToShowWorkers() {
        for (final String option : new String[] {"--json", "--watch"}) {
            assertThat(Commands.run(new NodesCommand(), option, "set", "w1", "--weight=5"))
                    .isEqualTo(new Result(2, "", option + " does not go with 'set'; remove it\n"));
        }
    }

    @Test
    void shouldSayThatTheDispatcherDoesNotAnswer() {
        dispatcher.stick();

        final Result result = set("w1", "--weight=5");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("--admin: the dispatcher at ").contains("does not answer in time");
    }

    @Test
    void shouldSayThatNothingListens() {
        server.close();

        assertThat(set("w1", "--weight=5").err()).startsWith("--admin: nothing listens on TCP 127.0.0.1:");
    }

    private Result set(final String... args) {
        final List<String> all = new ArrayList<>(List.of("set"));
        all.addAll(List.of(args));
        all.add("--admin=127.0.0.1:" + server.port());
        return Commands.run(new NodesCommand(), all.toArray(String[]::new));
    }
}
