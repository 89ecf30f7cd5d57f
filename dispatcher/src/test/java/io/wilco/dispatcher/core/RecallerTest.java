package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.LinkConfig;
import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.WorkerTraits;
import org.junit.jupiter.api.Test;

/** Requests that were sent ahead, and are behind a long one. */
class RecallerTest {
    private final Rig rig = new Rig();
    private final TestClient client = rig.client();
    private final TestWorker worker = rig.worker("w1", 2, "echo", "other");
    private TestWorker.Request behind;

    /** The service has learnt that one in twenty takes long; the worker has two of these, and one behind them. */
    private void sendOneBehindLongOnes(final String service) {
        learn();
        request("echo", "long");
        request("echo", "long too");
        behind = request(service, "behind");
    }

    private void learn() {
        for (int i = 0; i < 300; i++) {
            final boolean isLong = i % 20 == 0;
            worker.isEchoing = !isLong;
            final long id = client.request("echo", 60 * SECOND);
            if (isLong) {
                rig.runFor(100 * MS);
                worker.reply(last(), "");
            }
            rig.until(() -> client.status(id) == ReplyStatus.OK);
        }
        worker.isEchoing = false;
    }

    /** A request that has reached the worker. */
    private TestWorker.Request request(final String service, final String payload) {
        client.request(service, 60 * SECOND, Delivery.AT_MOST_ONCE, payload);
        rig.until(() -> !worker.requests.isEmpty() && last().payload().equals(payload));
        return last();
    }

    private TestWorker.Request last() {
        return worker.requests.get(worker.requests.size() - 1);
    }

    private TestWorker.Request fromLast(final int back) {
        return worker.requests.get(worker.requests.size() - 1 - back);
    }

    private long recalled() {
        return rig.snapshot().services().get(0).recalled();
    }

    @Test
    void shouldGiveToAnotherWorkerWhatTheFirstGivesBack() {
        sendOneBehindLongOnes("echo");
        rig.until(() -> worker.recalled.contains(behind.id()));
        final TestWorker second = rig.echo("w2", 1);
        worker.refuse(behind, RejectReason.RECALLED);
        rig.until(() -> second.requests.size() == 1);

        assertThat(second.requests.get(0).payload()).isEqualTo("behind");
        assertThat(recalled()).isEqualTo(1);
        // It was asked to, so it is no worse a worker for it.
        assertThat(rig.snapshot("w1").refused()).isZero();
        worker.reply(fromLast(1), "done");
        worker.reply(fromLast(2), "done");
        rig.runFor(SECOND);
        rig.assertQuiescent();
    }

    @Test
    void shouldTakeTheAnswerOfAWorkerThatHadBegun() {
        sendOneBehindLongOnes("echo");
        rig.until(() -> worker.recalled.contains(behind.id()));
        worker.reply(fromLast(2), "done");
        worker.reply(behind, "done too");
        worker.reply(fromLast(1), "done");
        rig.runFor(SECOND);

        assertThat(recalled()).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldThinkNoWorseOfAWorkerWhoseAnswerOvertakesWhatItGivesBack() {
        sendOneBehindLongOnes("echo");
        rig.until(() -> worker.recalled.contains(behind.id()));
        worker.reply(fromLast(2), "done");
        rig.runFor(5 * MS);
        worker.refuse(behind, RejectReason.RECALLED);
        rig.runFor(5 * MS);

        assertThat(recalled()).isEqualTo(1);
        assertThat(rig.snapshot("w1").refused()).isZero();
    }

    @Test
    void shouldAskForARequestOnce() {
        sendOneBehindLongOnes("echo");
        rig.until(() -> worker.recalled.contains(behind.id()));
        worker.refuse(behind, RejectReason.RECALLED);
        rig.runFor(SECOND);
        // With nobody else there it may have to be sent ahead again; then it stays.
        final int sent = worker.requests.size();
        rig.runFor(SECOND);

        assertThat(worker.recalled).hasSize(1);
        assertThat(worker.requests).hasSize(sent);
    }

    @Test
    void shouldNotAskForRequestsOfAnotherService() {
        sendOneBehindLongOnes("other");
        rig.runFor(SECOND);

        assertThat(worker.recalled).isEmpty();
    }

    @Test
    void shouldSleepWhileNothingIsWorthAskingFor() {
        learn();
        final TestWorker far = rig.unregisteredWorker(LinkConfig.DEFAULT, "w2", 1, "echo");
        far.traits = new WorkerTraits(WorkerTraits.WEIGHT_USUAL, 1, "");
        rig.until(() -> far.isRegistered);
        // More wait than are worth asking back for among the near, fewer than for all.
        for (int i = 0; i < 8; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "long");
        }

        // The world fails where an engine asks for turn after turn at one moment.
        rig.runFor(SECOND);
        assertThat(worker.requests).hasSizeGreaterThan(302);
    }

    @Test
    void shouldSleepWhileAWorkerThatDrainsHasOneBehindALongOne() {
        sendOneBehindLongOnes("echo");
        worker.drain(rig.world.nowNs());
        final TestWorker far = rig.unregisteredWorker(LinkConfig.DEFAULT, "w2", 4, "echo");
        far.traits = new WorkerTraits(WorkerTraits.WEIGHT_USUAL, 1, "");

        rig.runFor(SECOND);
        assertThat(far.isRegistered).isTrue();
    }

    @Test
    void shouldPauseAWorkerThatGivesBackWhatNobodyAskedFor() {
        final TestWorker.Request request = request("echo", "mine");
        worker.refuse(request, RejectReason.RECALLED);
        rig.until(() -> rig.snapshot("w1").refused() == 1);

        assertThat(recalled()).isZero();
    }
}
