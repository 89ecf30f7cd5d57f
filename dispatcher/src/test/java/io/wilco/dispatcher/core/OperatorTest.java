package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.dispatcher.core.OperatorResult.Status;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators change, and what they are refused. */
class OperatorTest {
    private final Rig rig = new Rig(DispatcherConfig.DEFAULT.withPolicy("random"));

    @Test
    void shouldRefuseToTakeOutTheLastReadyWorkerOfAService() {
        rig.worker("w1", 1, "echo", "resize");
        rig.worker("w2", 1, "echo");

        for (final AdminState state : new AdminState[] {AdminState.DRAIN, AdminState.MAINT}) {
            final OperatorResult result = change("w1", WorkerChange.ofState(state));

            assertThat(result.status()).isEqualTo(Status.REFUSED);
            assertThat(result.text())
                    .isEqualTo("worker 'w1' is the last ready one of service 'resize'; start another one first, or"
                            + " force it");
            assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
        }
        assertThat(change("w2", WorkerChange.ofState(AdminState.DRAIN)).isDone())
                .isTrue();
    }

    @Test
    void shouldNotCountWorkersThatGetNothingThemselves() {
        rig.worker("w1", 1, "echo");
        rig.worker("w2", 1, "echo");

        assertThat(change("w1", WorkerChange.ofState(AdminState.DRAIN)).isDone())
                .isTrue();

        assertThat(change("w2", WorkerChange.ofState(AdminState.DRAIN)).status())
                .isEqualTo(Status.REFUSED);
        // It is out already: nothing gets worse.
        assertThat(change("w1", WorkerChange.ofState(AdminState.MAINT)).isDone())
                .isTrue();
        assertThat(rig.snapshot("w1").state()).isEqualTo("maint");
    }

    @Test
    void shouldCountAWorkerThatOnlyPausesForAMoment() {
        rig.echo("w1", 1);
        final TestWorker pausing = rig.worker("w2", 1, "echo");
        final TestClient client = rig.client();
        while (pausing.requests.isEmpty()) {
            final long id = client.request("echo", 60 * SECOND);
            rig.until(() -> client.status(id) != null || pausing.requests.size() == 1);
        }

        pausing.refuse(pausing.requests.get(0), RejectReason.WORKER_BUSY);
        rig.until(() -> rig.snapshot("w2").refused() == 1);

        assertThat(rig.snapshot().services().get(0).workers()).isEqualTo(1);
        assertThat(change("w1", WorkerChange.ofState(AdminState.DRAIN)).isDone())
                .isTrue();
    }

    @Test
    void shouldTakeOutTheLastOneIfForced() {
        final TestWorker worker = rig.echo("w1", 1);
        final TestClient client = rig.client();

        assertThat(change("w1", WorkerChange.ofState(AdminState.DRAIN).forced()).isDone())
                .isTrue();
        final long id = client.request("echo", 60 * SECOND);
        rig.runFor(SECOND);

        assertThat(rig.snapshot("w1").state()).isEqualTo("draining");
        assertThat(worker.requests).isEmpty();
        assertThat(change("w1", WorkerChange.ofState(AdminState.READY)).isDone())
                .isTrue();
        rig.until(() -> client.status(id) == ReplyStatus.OK);
    }

    @Test
    void shouldLetADrainingWorkerFinishWhatItHas() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long had = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);
        final TestWorker other = rig.echo("w2", 1);

        assertThat(change("w1", WorkerChange.ofState(AdminState.DRAIN)).isDone())
                .isTrue();
        ask(client, 20);

        assertThat(other.requests).hasSize(20);
        assertThat(rig.snapshot("w1").outstanding()).isEqualTo(1);
        worker.reply(worker.requests.get(0), "late");
        rig.until(() -> client.status(had) != null);
        assertThat(client.answer(had).payload()).isEqualTo("late");
        rig.assertQuiescent();
    }

    @Test
    void shouldGiveToOthersAtOnceWhatAWorkerInMaintenanceMayHaveExecutedTwice() {
        final TestWorker worker = rig.worker("w1", 2, "echo");
        final TestClient client = rig.client();
        final long twice = client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "a");
        final long once = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "b");
        rig.until(() -> worker.requests.size() == 2);
        rig.echo("w2", 1);

        assertThat(change("w1", WorkerChange.ofState(AdminState.MAINT)).isDone())
                .isTrue();
        rig.until(() -> client.status(twice) != null);

        assertThat(client.answer(twice).attempt()).isEqualTo(2);
        assertThat(rig.snapshot("w1").redispatched()).isEqualTo(1);
        assertThat(client.status(once)).isNull();
        worker.requests.forEach(request -> worker.reply(request, request.payload()));
        rig.until(() -> client.status(once) == ReplyStatus.OK);
        rig.assertQuiescent();
    }

    @Test
    void shouldKeepWhatWasSaidWhenTheWorkerComesBackUnderTheSameId() {
        final TestWorker first = rig.echo("w1", 1);
        rig.echo("w2", 1);
        final TestClient client = rig.client();
        change("w1", new WorkerChange(300, AdminState.DRAIN, false));
        first.goodbye(CloseReason.NORMAL);
        rig.until(() -> rig.snapshot("w1").state().equals("down"));
        // Long enough for a worker of which nothing was said to be forgotten.
        rig.runFor(WorkerRegistry.DOWN_KEPT_NS + SECOND);

        final TestWorker second = rig.echo("w1", 1);
        ask(client, 20);

        assertThat(rig.snapshot("w1").state()).isEqualTo("draining");
        assertThat(rig.snapshot("w1").wanted()).isEqualTo(AdminState.DRAIN);
        assertThat(rig.snapshot("w1").traits().weight()).isEqualTo(300);
        assertThat(second.requests).isEmpty();
        change("w1", WorkerChange.ofState(AdminState.READY));
        ask(client, 20);
        assertThat(second.requests).isNotEmpty();
    }

    @Test
    void shouldChangeAWorkerThatIsDown() {
        final TestWorker worker = rig.echo("w1", 1);
        worker.goodbye(CloseReason.NORMAL);
        rig.until(() -> rig.snapshot("w1").state().equals("down"));

        assertThat(change("w1", WorkerChange.ofState(AdminState.MAINT)).isDone())
                .isTrue();
        rig.echo("w1", 1);

        assertThat(rig.snapshot("w1").state()).isEqualTo("maint");
    }

    @Test
    void shouldGiveAWorkerOfThriceTheWeightThriceTheRequests() {
        final TestWorker heavy = rig.echo("w1", 1);
        rig.echo("w2", 1);

        assertThat(change("w1", WorkerChange.ofWeight(300)).isDone()).isTrue();
        ask(rig.client(), 400);

        assertThat(heavy.requests.size()).isBetween(260, 340);
    }

    @Test
    void shouldKnowTheBoundsOfAWeight() {
        rig.worker("w1", 1, "echo");

        assertThat(change("w1", WorkerChange.ofWeight(1)).isDone()).isTrue();
        assertThat(change("w1", WorkerChange.ofWeight(10_000)).isDone()).isTrue();
        assertThat(rig.snapshot("w1").traits().weight()).isEqualTo(10_000);
        for (final int weight : new int[] {-1, 10_001}) {
            assertThatThrownBy(() -> WorkerChange.ofWeight(weight))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a weight is 1 to 10000, not " + weight);
        }
    }

    @Test
    void shouldDoAllOrNothing() {
        rig.worker("w1", 1, "echo");

        final OperatorResult result = change("w1", new WorkerChange(50, AdminState.DRAIN, false));

        assertThat(result.status()).isEqualTo(Status.REFUSED);
        assertThat(rig.snapshot("w1").traits().weight()).isEqualTo(100);
    }

    @Test
    void shouldNameAnUnknownWorker() {
        assertThat(change("w7", WorkerChange.ofWeight(50)))
                .isEqualTo(new OperatorResult(Status.UNKNOWN_WORKER, "no worker is named 'w7'"));
    }

    private OperatorResult change(final String id, final WorkerChange change) {
        final List<OperatorResult> results = new ArrayList<>();
        rig.engine.operator().change(id, change, rig.world.nowNs(), results::add);
        assertThat(results).as("alone, it agrees with itself at once").hasSize(1);
        return results.get(0);
    }

    private void ask(final TestClient client, final int count) {
        for (int i = 0; i < count; i++) {
            final long id = client.request("echo", 60 * SECOND);
            rig.until(() -> client.status(id) != null);
        }
    }
}
