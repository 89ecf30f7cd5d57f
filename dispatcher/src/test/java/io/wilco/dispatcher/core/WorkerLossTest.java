package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.LinkConfig;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Delivery;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that die, go silent, come back, refuse or are superseded, and the requests they had. */
class WorkerLossTest {
    private static final LinkConfig LINK = LinkConfig.DEFAULT;

    private final Rig rig = new Rig();

    @Test
    void shouldGiveTheRequestsOfALostWorkerToAnother() {
        final TestWorker lost = rig.worker("w1", 4, "echo");
        final TestClient client = rig.client();
        final long[] ids = new long[6];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = client.request("echo", 60 * SECOND);
        }
        rig.until(() -> lost.requests.size() == ids.length);

        rig.crash(lost);
        final TestWorker other = rig.echo("w2", 1);
        rig.until(() -> client.answers.size() == ids.length);

        assertThat(client.answers.values()).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(ReplyStatus.OK);
            assertThat(answer.attempt()).isEqualTo(2);
        });
        assertThat(other.requests)
                .allSatisfy(request -> assertThat(request.attempt()).isEqualTo(1));
        rig.until(() -> rig.events.contains("w1 down PEER_SILENT 6"));
        assertThat(rig.snapshot("w1").redispatched()).isEqualTo(6);
        assertThat(rig.snapshot("w1").state()).isEqualTo("down");
        assertThat(rig.snapshot().redispatched()).isEqualTo(6);
    }

    @Test
    void shouldKeepTheOrderOfRequestsThatComeBack() {
        final TestWorker lost = rig.worker("w1", 4, "echo");
        final TestClient client = rig.client();
        for (int i = 0; i < 8; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "" + i);
        }
        rig.until(() -> lost.requests.size() == 8);

        rig.crash(lost);
        final TestWorker other = rig.echo("w2", 1);
        rig.until(() -> other.requests.size() == 8);

        assertThat(other.requests)
                .extracting(request -> Integer.parseInt(request.payload()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void shouldNotRepeatWhatMayHaveBegunAtMostOnce() {
        final TestWorker lost = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "");
        rig.until(() -> lost.requests.size() == 1);

        final TestWorker other = rig.worker("w2", 1, "echo");
        rig.crash(lost);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.OUTCOME_UNKNOWN);
        assertThat(other.requests).isEmpty();
        assertThat(rig.events).contains("w1 down PEER_SILENT 0");
        rig.assertQuiescent();
    }

    @Test
    void shouldRepeatWhatTheWorkerSaysItNeverGotEvenAtMostOnce() {
        final TestWorker leaving = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        // Its way there is cut, and its goodbye tells that nothing came.
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(leaving));
        final long id = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "");
        rig.runFor(10 * MS);
        leaving.link.close(CloseReason.SHUTDOWN, "");
        rig.until(() -> rig.events.contains("w1 down SHUTDOWN 1"));
        rig.echo("w2", 1);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.OK);
    }

    @Test
    void shouldGiveUpAfterAsManyAttemptsAsThereMayBe() {
        final Rig two = new Rig(Configs.with("attemptsMax", 2));
        final TestClient client = two.client();
        final TestWorker first = two.worker("w1", 1, "echo");
        final long id = client.request("echo", 60 * SECOND);
        two.until(() -> first.requests.size() == 1);
        two.crash(first);
        final TestWorker second = two.worker("w2", 1, "echo");
        two.until(() -> second.requests.size() == 1);
        two.crash(second);
        two.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.OUTCOME_UNKNOWN);
        assertThat(client.answer(id).attempt()).isEqualTo(2);
    }

    @Test
    void shouldCountAttemptsThatOthersMadeButHaveItsOwn() {
        final Rig one = new Rig(Configs.with("attemptsMax", 1));
        final TestWorker worker = one.worker("w1", 1, "echo");
        final TestClient client = one.client();
        final long id = client.request("echo", 60 * SECOND, 3);
        one.until(() -> worker.requests.size() == 1);
        worker.reply(worker.requests.get(0), "");
        one.until(() -> client.status(id) != null);

        assertThat(worker.requests.get(0).attempt()).isEqualTo(3);
        assertThat(client.answer(id).attempt()).isEqualTo(4);
        assertThat(client.status(id)).isEqualTo(ReplyStatus.OK);
    }

    @Test
    void shouldTakeRequestsBackFromASilentWorkerBeforeItIsGivenUp() {
        final TestWorker silent = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long twice = client.request("echo", 60 * SECOND);
        final long once = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "");
        rig.until(() -> silent.requests.size() == 2);
        rig.echo("w2", 1);

        rig.cutOff(silent);
        rig.until(() -> client.status(twice) == ReplyStatus.OK);

        assertThat(rig.events).contains("w1 suspect").doesNotContain("w1 down PEER_SILENT 1");
        assertThat(rig.snapshot("w1").state()).isEqualTo("suspect");
        assertThat(client.status(once)).isNull();
        rig.until(() -> client.status(once) == ReplyStatus.OUTCOME_UNKNOWN);
        assertThat(rig.events).contains("w1 down PEER_SILENT 1");
    }

    @Test
    void shouldNoticeSoonThatAWorkerWithRequestsIsSilentAndDisturbOneWithoutLittle() {
        final TestWorker busy = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> busy.requests.size() == 1);
        rig.runFor(20 * MS);

        rig.cutOff(busy);
        rig.runFor(LINK.pingBusyNs() + LINK.suspectAfterNs() + 5 * MS);
        assertThat(rig.events).contains("w1 suspect");

        rig.world.network().heal();
        rig.until(() -> rig.events.contains("w1 recovered 0"));
        busy.reply(busy.requests.get(0), "");
        rig.until(() -> client.status(id) == ReplyStatus.OK);
        rig.runFor(20 * MS);
        final long sent = rig.snapshot().traffic().datagramsSent();
        rig.runFor(LINK.pingIdleNs());
        // A ping and an answer to one, for each of the two that are connected, and one to spare.
        assertThat(rig.snapshot().traffic().datagramsSent() - sent).isLessThanOrEqualTo(5);
    }

    @Test
    void shouldLeaveRequestsAtASilentWorkerThatIsTheOnlyOne() {
        final TestWorker silent = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> silent.requests.size() == 1);

        rig.cutOff(silent);
        rig.until(() -> rig.events.contains("w1 suspect"));
        rig.world.network().heal();
        rig.until(() -> rig.events.contains("w1 recovered 0"));
        silent.reply(silent.requests.get(0), "here I am");
        rig.until(() -> client.status(id) == ReplyStatus.OK);

        assertThat(silent.requests).hasSize(1);
        assertThat(client.answer(id).attempt()).isEqualTo(1);
    }

    @Test
    void shouldPassOnTheLateAnswerOfAWorkerThatRequestsWereTakenFrom() {
        final TestWorker slow = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> slow.requests.size() == 1);
        final TestWorker other = rig.worker("w2", 1, "echo");
        rig.cutOff(slow);
        rig.until(() -> other.requests.size() == 1);

        rig.world.network().heal();
        slow.reply(slow.requests.get(0), "first");
        rig.until(() -> client.status(id) != null);
        rig.runFor(5 * MS);

        assertThat(client.answer(id).payload()).isEqualTo("first");
        assertThat(other.cancelled).containsExactly(other.requests.get(0).id());
        other.reply(other.requests.get(0), "second");
        rig.runFor(5 * MS);
        assertThat(client.answersRepeated).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldGiveRequestsAgainToAWorkerThatIsHeardOfAgain() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        rig.runFor(SECOND);

        // Nothing is under way, so no ack will bring a load report: all that is heard is the answer to a ping.
        rig.cutOff(worker);
        rig.until(() -> rig.events.contains("w1 suspect"));
        rig.world.network().heal();
        rig.until(() -> rig.events.contains("w1 recovered 0"));
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);

        assertThat(rig.snapshot("w1").state()).isEqualTo("ready");
        assertThat(client.status(id)).isNull();
    }

    @Test
    void shouldPutANewLinkOfAWorkerInThePlaceOfTheOldOne() {
        final TestWorker old = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> old.requests.size() == 1);

        final TestWorker young = rig.echo("w1", 1);
        rig.until(() -> client.status(id) == ReplyStatus.OK);
        rig.until(old::isClosed);

        assertThat(old.closeReason).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(rig.events).containsExactly("w1 up", "w1 down SUPERSEDED 1", "w1 up");
        assertThat(young.requests).hasSize(1);
        assertThat(rig.snapshot().workers()).hasSize(1);
        assertThat(rig.snapshot("w1").assigned()).isEqualTo(2);
        assertThat(rig.snapshot("w1").completed()).isEqualTo(1);
    }

    @Test
    void shouldGiveARefusedRequestToAnotherWorker() {
        final TestWorker busy = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "");
        rig.until(() -> busy.requests.size() == 1);
        rig.echo("w2", 1);

        busy.refuse(busy.requests.get(0), RejectReason.WORKER_BUSY);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.OK);
        assertThat(client.answer(id).attempt()).isEqualTo(2);
        assertThat(rig.snapshot("w1").refused()).isEqualTo(1);
        rig.assertQuiescent();
    }

    @Test
    void shouldGiveNothingForAMomentToAWorkerThatRefused() {
        final Rig patient = new Rig(Configs.with("refusedPauseNs", 50 * MS));
        final TestWorker busy = patient.worker("w1", 1, "echo");
        final TestClient client = patient.client();
        client.request("echo", 60 * SECOND);
        patient.until(() -> busy.requests.size() == 1);

        busy.refuse(busy.requests.get(0), RejectReason.WORKER_BUSY);
        patient.runFor(45 * MS);
        assertThat(busy.requests).hasSize(1);
        patient.runFor(10 * MS);
        assertThat(busy.requests).hasSize(2);
    }

    @Test
    void shouldWaitLongerEachTimeAWorkerRefusesUntilItAnswers() {
        final TestWorker busy = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        // The only one there is, and full for a quarter of a second.
        for (int i = 0; i < 8; i++) {
            refuseNext(busy, i);
        }
        rig.until(() -> busy.requests.size() == 9);
        final long spentUs =
                busy.requests.get(0).budgetUs() - busy.requests.get(8).budgetUs();
        assertThat(spentUs).isBetween(255_000L, 300_000L);
        busy.reply(busy.requests.get(8), "");
        rig.until(() -> client.status(id) == ReplyStatus.OK);

        final long againNs = rig.world.nowNs();
        client.request("echo", 60 * SECOND);
        refuseNext(busy, 9);
        rig.until(() -> busy.requests.size() == 11);
        assertThat(rig.world.nowNs() - againNs).isLessThan(20 * MS);
    }

    private void refuseNext(final TestWorker worker, final int index) {
        rig.until(() -> worker.requests.size() == index + 1);
        worker.refuse(worker.requests.get(index), RejectReason.WORKER_BUSY);
    }

    @Test
    void shouldRejectWhatEveryAttemptWasRefusedFor() {
        final Rig two = new Rig(Configs.with("attemptsMax", 2));
        final TestWorker busy = two.worker("w1", 1, "echo");
        final TestClient client = two.client();
        final long id = client.request("echo", 60 * SECOND);
        two.until(() -> busy.requests.size() == 1);
        busy.refuse(busy.requests.get(0), RejectReason.WORKER_BUSY);
        two.until(() -> busy.requests.size() == 2);
        busy.refuse(busy.requests.get(1), RejectReason.WORKER_BUSY);
        two.until(() -> client.status(id) != null);

        assertThat(client.answer(id).reason()).isEqualTo(RejectReason.ATTEMPTS_EXHAUSTED);
        two.assertQuiescent();
    }

    @Test
    void shouldGiveNothingNewToAWorkerThatDrains() {
        final TestWorker leaving = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long first = client.request("echo", 60 * SECOND);
        rig.until(() -> leaving.requests.size() == 1);

        leaving.drain(rig.world.nowNs());
        rig.runFor(MS);
        final long second = client.request("echo", 60 * SECOND);
        rig.runFor(5 * MS);
        assertThat(leaving.requests).hasSize(1);
        assertThat(rig.snapshot("w1").state()).isEqualTo("draining");
        leaving.reply(leaving.requests.get(0), "");
        rig.until(() -> client.status(first) == ReplyStatus.OK);
        rig.echo("w2", 1);
        rig.until(() -> client.status(second) == ReplyStatus.OK);
    }

    @Test
    void shouldNotTakeRequestsFromAWorker() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        worker.send(MessageKind.REQUEST, 20);
        rig.until(worker::isClosed);

        assertThat(worker.closeReason).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(rig.events).containsExactly("w1 up", "w1 down PROTOCOL_ERROR 0");
    }

    @Test
    void shouldRefuseMoreWorkersThanThereMayBeButForgetThoseThatAreGone() {
        final Rig small = new Rig(Configs.with("workersMax", 2));
        final TestWorker first = small.worker("w1", 1, "echo");
        small.worker("w2", 1, "echo");
        final TestWorker third = small.unregisteredWorker(LINK, "w3", 1, "echo");
        small.until(() -> third.refusal != null);
        assertThat(third.isRegistered).isFalse();
        assertThat(third.refusal).contains("as many workers");

        small.crash(first);
        small.until(() -> small.events.contains("w1 down PEER_SILENT 0"));
        small.worker("w4", 1, "echo");

        assertThat(small.snapshot().workers()).extracting("id").containsExactly("w2", "w4");
    }

    @Test
    void shouldLetNoWorkersInWhileMoreComeAndGoThanItCanKeepAccountOf() {
        // Each takes the place of the one before, whose lease may hold for a second.
        final List<TestWorker> workers = new ArrayList<>();
        for (int batch = 0; batch < 10; batch++) {
            for (int i = 0; i < 1_000; i++) {
                workers.add(rig.unregisteredWorker(LINK, "w", 1, "echo"));
            }
            rig.until(() -> workers.stream().allMatch(worker -> worker.refusal != null || worker.isClosed()));
        }

        final TestWorker late = workers.get(workers.size() - 1);
        assertThat(late.isRegistered).isFalse();
        assertThat(late.refusal).contains("too many workers come and go");

        rig.runFor(2 * SECOND);
        assertThat(rig.worker("w", 1, "echo").isRegistered).isTrue();
    }

    @Test
    void shouldForgetAWorkerThatHasBeenGoneForLong() {
        rig.crash(rig.worker("w1", 1, "echo"));
        rig.worker("w2", 1, "echo");
        rig.until(() -> rig.events.contains("w1 down PEER_SILENT 0"));
        assertThat(rig.snapshot().workers()).hasSize(2);

        rig.runFor(WorkerRegistry.DOWN_KEPT_NS + SECOND);

        assertThat(rig.snapshot().workers()).extracting("id").containsExactly("w2");
    }

    @Test
    void shouldNotForgetAServiceWhileItsWorkerRegisters() {
        final Rig small = new Rig(Configs.with("servicesMax", 2));
        small.crash(small.worker("w1", 1, "a"));
        small.until(() -> small.events.contains("w1 down PEER_SILENT 0"));
        final TestWorker worker = small.worker("w2", 1, "b", "c");
        final TestClient client = small.client();

        client.request("b", SECOND);
        client.request("c", SECOND);

        small.until(() -> worker.requests.size() == 2);
        assertThat(small.snapshot().services()).extracting("name").containsExactly("b", "c");
    }

    @Test
    void shouldRefuseMoreServicesThanThereMayBe() {
        final Rig small = new Rig(Configs.with("servicesMax", 2));
        small.worker("w1", 1, "a", "b", "a");
        final TestWorker other = small.unregisteredWorker(LINK, "w2", 1, "b", "c");
        small.until(() -> other.refusal != null);

        assertThat(other.refusal).contains("as many services");
        assertThat(small.snapshot("w1").services()).containsExactly("a", "b");
    }
}
