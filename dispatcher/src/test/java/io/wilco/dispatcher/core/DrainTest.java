package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.LinkConfig;
import io.wilco.wire.CloseReason;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import org.junit.jupiter.api.Test;

/** A dispatcher that is shutting down. */
class DrainTest {
    private final Rig rig = new Rig();

    @Test
    void shouldRefuseWhatIsNewAndFinishWhatIsHere() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        for (int i = 0; i < 4; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.until(() -> worker.requests.size() == 2);
        assertThat(rig.snapshot().state()).isEqualTo("serving");

        rig.engine.drain();
        final long late = client.request("echo", 60 * SECOND);
        rig.until(() -> client.status(late) != null);

        assertThat(client.answer(late).reason()).isEqualTo(RejectReason.DRAINING);
        assertThat(rig.snapshot().state()).isEqualTo("draining");
        assertThat(rig.engine.isDrained()).isFalse();
        for (int i = 0; i < 4; i++) {
            final int next = i;
            rig.until(() -> worker.requests.size() > next);
            worker.reply(worker.requests.get(i), "");
        }
        rig.until(rig.engine::isDrained);
        assertThat(client.answers).hasSize(5);
        rig.assertQuiescent();
    }

    @Test
    void shouldNotBeDrainedBeforeTheLastReplyHasArrived() {
        rig.echo("w1", 1);
        final TestClient client = rig.client();
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        client.request("echo", 60 * SECOND);
        rig.until(() -> rig.snapshot().ok() == 1);

        rig.engine.drain();
        rig.runFor(10 * MS);
        assertThat(rig.engine.requests()).isZero();
        assertThat(rig.engine.isDrained()).isFalse();
        rig.world.network().heal();

        rig.until(rig.engine::isDrained);
        assertThat(client.answers).hasSize(1);
    }

    @Test
    void shouldTakeNoNewClientsOrWorkers() {
        final TestWorker early = rig.unregisteredWorker(LinkConfig.DEFAULT, "w1", 1, "echo");
        rig.until(() -> early.isEstablished);
        rig.engine.drain();
        rig.until(() -> early.refusal != null);
        final TestWorker late = rig.unregisteredWorker(LinkConfig.DEFAULT, "w2", 1, "echo");
        rig.until(late::isClosed);

        assertThat(early.isRegistered).isFalse();
        assertThat(early.refusal).contains("shutting down");
        assertThat(late.closeReason).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(rig.snapshot().workers()).isEmpty();
    }

    @Test
    void shouldSayGoodbyeToAll() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        rig.runFor(MS);
        rig.engine.stop();
        rig.until(() -> worker.isClosed() && client.isClosed());

        assertThat(worker.closeReason).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(client.closeReason).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(rig.engine.endpoint().linkCount()).isZero();
    }

    @Test
    void shouldCountWhatBecameOfRequests() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long ok = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);
        rig.runFor(7 * MS);
        worker.reply(worker.requests.get(0), "");
        rig.until(() -> client.status(ok) != null);
        final long failed = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 2);
        worker.reply(worker.requests.get(1).id(), ReplyStatus.APPLICATION_ERROR, RejectReason.NONE, "x".repeat(3));
        rig.until(() -> client.status(failed) != null);
        rig.runFor(2 * SECOND);
        client.request("no such", SECOND);
        rig.runFor(5 * MS);

        final DispatcherSnapshot snapshot = rig.snapshot();
        assertThat(snapshot.received()).isEqualTo(3);
        assertThat(snapshot.ok()).isEqualTo(1);
        assertThat(snapshot.applicationErrors()).isEqualTo(1);
        assertThat(snapshot.rejected()).isEqualTo(1);
        assertThat(snapshot.links()).isEqualTo(2);
        assertThat(snapshot.policy()).isEqualTo("jbsq");
        assertThat(snapshot.traffic().datagramsReceived()).isGreaterThan(4);
        final DispatcherSnapshot.WorkerSnapshot shown = rig.snapshot("w1");
        assertThat(shown.assigned()).isEqualTo(2);
        assertThat(shown.completed()).isEqualTo(2);
        assertThat(shown.failed()).isEqualTo(1);
        assertThat(shown.cpuPercent()).isEqualTo(7);
        assertThat(shown.address()).isEqualTo(rig.addressOf(worker));
        // Of two latencies, the greater is over seven milliseconds.
        assertThat(shown.p50Ns()).isLessThan(MS);
        assertThat(shown.p99Ns()).isBetween(7 * MS, 8 * MS);
    }

    @Test
    void shouldKeepCountingTheTrafficOfLinksThatAreGone() {
        final TestWorker worker = rig.echo("w1", 1);
        final TestClient client = rig.client();
        final long id = client.request("echo", SECOND);
        rig.until(() -> client.status(id) != null);
        final long received = rig.snapshot().traffic().datagramsReceived();

        worker.link.close(CloseReason.NORMAL, "");
        client.link.close(CloseReason.NORMAL, "");
        rig.until(() -> rig.engine.endpoint().linkCount() == 0);

        assertThat(rig.snapshot().traffic().datagramsReceived()).isGreaterThanOrEqualTo(received);
    }
}
