package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.CloseReason;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Workers that fail much more than the others are out for a while. */
class OutliersTest {
    private static final int REQUESTS_MAX = 1_000;

    private final Rig rig = new Rig();
    private final TestClient client = rig.client();

    @Test
    void shouldTakeAWorkerOutAfterAFewErrorsIfTheOthersDoNotFail() {
        final TestWorker failing = failing("w1");
        rig.echo("w2", 1);

        askUntil(() -> isEjected("w1"));
        final int before = failing.requests.size();
        ask(50);

        assertThat(rig.snapshot("w1").failed()).isBetween(5L, 10L);
        assertThat(rig.snapshot("w1").state()).isEqualTo("ejected");
        assertThat(failing.requests).hasSize(before);
        assertThat(rig.snapshot("w2").state()).isEqualTo("ready");
    }

    @Test
    void shouldTakeNobodyOutIfAllFail() {
        final List<TestWorker> workers = List.of(failing("w1"), failing("w2"), failing("w3"));

        ask(200);

        assertThat(ejections()).isZero();
        assertThat(workers).allSatisfy(worker -> assertThat(worker.requests).hasSizeGreaterThan(10));
    }

    @Test
    void shouldNeverTakeOutMoreThanHalf() {
        final List<TestWorker> workers =
                List.of(rig.echo("w1", 1), rig.echo("w2", 1), rig.echo("w3", 1), rig.echo("w4", 1));

        // One after the other: if most failed at once, none would be worse than the others.
        workers.get(0).isFailing = true;
        askUntil(() -> isEjected("w1"));
        workers.get(1).isFailing = true;
        askUntil(() -> isEjected("w2"));
        workers.get(2).isFailing = true;
        final long before = rig.snapshot("w3").failed();
        askUntil(() -> rig.snapshot("w3").failed() - before == 6);

        assertThat(ejections()).isEqualTo(2);
        assertThat(rig.snapshot("w3").state()).isEqualTo("ready");
    }

    @Test
    void shouldTakeAWorkerBackWhenItsTimeIsOver() {
        final TestWorker failing = failing("w1");
        rig.echo("w2", 1);
        askUntil(() -> isEjected("w1"));

        rig.runFor(9 * SECOND);
        assertThat(rig.snapshot("w1").state()).isEqualTo("ejected");
        rig.runFor(SECOND + MS);
        assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
        failing.isFailing = false;
        final int before = failing.requests.size();
        ask(50);

        assertThat(rig.events).containsSubsequence("w1 ejected for 10000 ms", "w1 back");
        assertThat(failing.requests).hasSizeGreaterThan(before + 5);
        assertThat(ejections()).isEqualTo(1);
    }

    @Test
    void shouldTakeItOutForLongerAndSoonerIfItFailsAgain() {
        failing("w1");
        rig.echo("w2", 1);
        askUntil(() -> isEjected("w1"));
        final long first = rig.snapshot("w1").failed();
        rig.until(() -> !isEjected("w1"));

        askUntil(() -> isEjected("w1"));

        assertThat(rig.events)
                .containsSubsequence("w1 ejected for 10000 ms", "w1 back", "w1 ejected for 20000 ms")
                .doesNotContain("w2 ejected for 10000 ms");
        assertThat(rig.snapshot("w1").failed() - first).isLessThan(first);
    }

    @Test
    void shouldTakeAWorkerBackAtOnceWhenItIsTheOnlyOneLeft() {
        failing("w1");
        final TestWorker other = rig.echo("w2", 1);
        askUntil(() -> isEjected("w1"));

        other.goodbye(CloseReason.NORMAL);
        rig.until(() -> rig.snapshot("w2").state().equals("down"));
        rig.runFor(MS);

        assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
        ask(1);
    }

    @Test
    void shouldTakeAWorkerBackWhenAnOperatorTakesTheOnlyOtherOneOut() {
        failing("w1");
        rig.echo("w2", 1);
        askUntil(() -> isEjected("w1"));

        rig.engine
                .operator()
                .change(
                        "w2",
                        WorkerChange.ofState(AdminState.DRAIN).forced(),
                        rig.world.nowNs(),
                        result -> assertThat(result.isDone()).isTrue());

        ask(1);
        assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
    }

    @Test
    void shouldForgetErrorsWhenTheWorkerIsStartedAnew() {
        final TestWorker failing = failing("w1");
        rig.echo("w2", 1);
        askUntil(() -> isEjected("w1"));

        failing.goodbye(CloseReason.NORMAL);
        rig.until(() -> rig.snapshot("w1").state().equals("down"));
        rig.echo("w1", 1);

        assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
        rig.runFor(11 * SECOND);
        assertThat(rig.events).doesNotContain("w1 back");
    }

    @Test
    void shouldTakeNobodyOutIfThatIsSwitchedOff() {
        final Rig without = new Rig(
                DispatcherConfig.DEFAULT.withScheduling(Configs.with(SchedulingConfig.DEFAULT, "ejectionNs", 0L)));
        without.echo("w1", 1).isFailing = true;
        without.echo("w2", 1);
        final TestClient asking = without.client();
        for (int i = 0; i < 100; i++) {
            final long id = asking.request("echo", 60 * SECOND);
            without.until(() -> asking.status(id) != null);
        }

        assertThat(without.snapshot("w1").failed()).isGreaterThan(5);
        assertThat(without.snapshot("w1").state()).isEqualTo("ready");
    }

    private TestWorker failing(final String id) {
        final TestWorker worker = rig.echo(id, 1);
        worker.isFailing = true;
        return worker;
    }

    private boolean isEjected(final String id) {
        return rig.snapshot(id).state().equals("ejected");
    }

    private long ejections() {
        return rig.events.stream().filter(event -> event.contains("ejected")).count();
    }

    private void ask(final int count) {
        for (int i = 0; i < count; i++) {
            final long id = client.request("echo", 60 * SECOND);
            rig.until(() -> client.status(id) != null);
        }
    }

    private void askUntil(final BooleanSupplier condition) {
        for (int i = 0; i < REQUESTS_MAX && !condition.getAsBoolean(); i++) {
            ask(1);
        }
        assertThat(condition.getAsBoolean()).as("came about").isTrue();
    }
}
