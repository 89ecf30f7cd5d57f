package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.core.TestClient.Answer;
import io.wilco.link.LinkConfig;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Delivery;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.wire.RequestFlyweight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken, what is refused and why, and what becomes of requests that wait. */
class IntakeTest {
    @Test
    void shouldBringARequestToAWorkerAndItsReplyBack() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        final long id = client.request("echo", SECOND, Delivery.AT_MOST_ONCE, "ask");
        rig.until(() -> worker.requests.size() == 1);
        worker.reply(worker.requests.get(0), "well");
        rig.until(() -> client.status(id) != null);

        assertThat(worker.requests.get(0).payload()).isEqualTo("ask");
        assertThat(worker.requests.get(0).attempt()).isZero();
        assertThat(worker.requests.get(0).budgetUs()).isLessThanOrEqualTo(1_000_000);
        assertThat(client.answer(id).status()).isEqualTo(ReplyStatus.OK);
        assertThat(client.answer(id).attempt()).isEqualTo(1);
        assertThat(client.answer(id).payload()).isEqualTo("well");
        rig.assertQuiescent();
    }

    @Test
    void shouldRefuseAnUnknownServiceAtOnce() {
        final Rig rig = new Rig();
        rig.worker("w1", 1, "echo");
        rig.runFor(2 * SECOND);
        final TestClient client = rig.client();

        final long id = client.request("ehco", 60 * SECOND);
        rig.runFor(5 * MS);

        assertThat(client.answer(id).status()).isEqualTo(ReplyStatus.REJECTED);
        assertThat(client.answer(id).reason()).isEqualTo(RejectReason.NO_WORKERS);
        assertThat(client.answer(id).retryAfterUs()).isPositive();
        assertThat(client.answer(id).attempt()).isZero();
    }

    @Test
    void shouldLetRequestsWaitForWorkersThatComeSoonAfterTheStart() {
        // given: the dispatcher was restarted, and the client is back before the worker
        final Rig rig = new Rig();
        final TestClient client = rig.client();

        // when
        final long id = client.request("echo", 60 * SECOND);
        rig.runFor(SECOND);
        assertThat(client.answers).isEmpty();
        rig.echo("w1", 1);

        // then
        rig.until(() -> !client.answers.isEmpty());
        assertThat(client.answer(id).status()).isEqualTo(ReplyStatus.OK);
    }

    @Test
    void shouldGiveUpServicesThatNobodyOffersSoonAfterTheStart() {
        // given
        final Rig rig = new Rig();
        final TestClient client = rig.client();
        final long id = client.request("ehco", 60 * SECOND);
        rig.runFor(SECOND);
        assertThat(client.answers).isEmpty();

        // when
        rig.runFor(SECOND);

        // then
        assertThat(client.answer(id).reason()).isEqualTo(RejectReason.NO_WORKERS);
        rig.assertQuiescent();
        assertThat(rig.snapshot().services()).isEmpty();
    }

    @Test
    void shouldWaitForFewServicesAtOnce() {
        final Rig rig = new Rig();
        final TestClient client = rig.client();

        for (int i = 0; i < 100; i++) {
            client.request("service-" + i, 60 * SECOND);
        }
        rig.runFor(10 * MS);

        assertThat(client.answers).hasSize(100 - 64);
    }

    @Test
    void shouldLetARequestWaitForAServiceWhoseWorkersAreGone() {
        final Rig rig = new Rig();
        rig.crash(rig.worker("w1", 1, "echo"));
        rig.until(() -> rig.events.contains("w1 down PEER_SILENT 0"));
        final TestClient client = rig.client();

        final long id = client.request("echo", 60 * SECOND);
        rig.runFor(SECOND);
        assertThat(client.status(id)).isNull();
        rig.echo("w2", 1);
        rig.until(() -> client.status(id) == ReplyStatus.OK);

        rig.assertQuiescent();
    }

    @Test
    void shouldEndARequestInTheQueueAtItsDeadline() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        // Two keep the worker busy: what it executes, and the next one.
        client.request("echo", 60 * SECOND);
        client.request("echo", 60 * SECOND);
        final long id = client.request("echo", 100 * MS);
        rig.runFor(99 * MS);
        assertThat(client.status(id)).isNull();
        rig.runFor(5 * MS);

        assertThat(client.answer(id).status()).isEqualTo(ReplyStatus.DEADLINE_EXCEEDED);
        assertThat(worker.requests).hasSize(2);
        assertThat(rig.snapshot().services().get(0).expired()).isEqualTo(1);
    }

    @Test
    void shouldTellTheWorkerWhenTheDeadlinePasses() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        final long id = client.request("echo", 100 * MS);
        rig.until(() -> client.status(id) == ReplyStatus.DEADLINE_EXCEEDED);
        rig.runFor(5 * MS);

        assertThat(worker.cancelled).containsExactly(worker.requests.get(0).id());
        worker.reply(worker.requests.get(0), "too late");
        rig.runFor(5 * MS);
        assertThat(client.answersRepeated).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldEndARequestWithoutTimeLeft() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        final long id = client.request("echo", 0);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.DEADLINE_EXCEEDED);
        assertThat(worker.requests).isEmpty();
    }

    @Test
    void shouldRefuseWhatTheQueueHasNoRoomForAndSayWhenToComeAgain() {
        final Rig rig = new Rig(DispatcherConfig.DEFAULT.withQueueMax(3));
        final TestWorker worker = rig.worker("w1", 1, "echo");
        worker.serviceTimeNs = 20 * MS;
        final TestClient client = rig.client();
        client.request("echo", 60 * SECOND);
        client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 2);
        for (int i = 0; i < 3; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.runFor(MS);

        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> client.status(id) != null);

        final Answer answer = client.answer(id);
        assertThat(answer.status()).isEqualTo(ReplyStatus.REJECTED);
        assertThat(answer.reason()).isEqualTo(RejectReason.QUEUE_FULL);
        // Three wait, one is done every 20 ms.
        assertThat(answer.retryAfterUs()).isEqualTo(60_000);
        assertThat(rig.snapshot().services().get(0).rejected()).isEqualTo(1);
        assertThat(rig.snapshot().services().get(0).queued()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAClientThatIgnoresItsLimit() {
        final DispatcherConfig config = Configs.with("clientRequestsMax", 4);
        final Rig rig = new Rig(config);
        final TestWorker worker = rig.worker("w1", 8, "echo");
        final TestClient greedy = rig.client();
        final TestClient other = rig.client();

        for (int i = 0; i < 10; i++) {
            greedy.request("echo", 60 * SECOND);
        }
        final long id = other.request("echo", 60 * SECOND);
        rig.runFor(5 * MS);

        assertThat(greedy.answers)
                .hasSize(6)
                .allSatisfy((key, answer) -> assertThat(answer.reason()).isEqualTo(RejectReason.QUEUE_FULL));
        assertThat(worker.requests).hasSize(5);
        assertThat(other.status(id)).isNull();
    }

    @Test
    void shouldRefuseWhenThereAreAsManyRequestsAsThereMayBe() {
        final Rig rig = new Rig(Configs.with("requestsMax", 5));
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        for (int i = 0; i < 7; i++) {
            client.request("echo", SECOND);
        }
        rig.runFor(5 * MS);

        assertThat(client.answers).hasSize(2);
        assertThat(rig.engine.requests()).isEqualTo(5);
        rig.runFor(2 * SECOND);
        assertThat(client.answers).hasSize(7);
        worker.requests.forEach(request -> worker.reply(request, "too late"));
        rig.runFor(5 * MS);
        rig.assertQuiescent();
    }

    @Test
    void shouldTakeSmallRequestsAgainAfterLargeOnesHadAllTheMemory() {
        final Rig rig = new Rig(Configs.with("keptBytesMax", 1 << 20));
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        for (int i = 0; i < 40; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "x".repeat(60_000));
        }
        rig.until(() -> !client.answers.isEmpty());
        assertThat(client.answers.values()).extracting(Answer::reason).contains(RejectReason.QUEUE_FULL);
        worker.isEchoing = true;
        List.copyOf(worker.requests).forEach(request -> worker.reply(request, ""));
        rig.until(() -> client.answers.size() == 40);
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.OK);
        rig.assertQuiescent();
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        final Rig rig = new Rig();
        rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();

        RequestFlyweight.writeHeader(client.scratch(), 0, 5, 1_000, RequestFlyweight.AT_LEAST_ONCE_FLAG, 0, 64);
        client.send(MessageKind.REQUEST, RequestFlyweight.HEADER_LENGTH);
        rig.until(() -> client.status(5) != null);

        assertThat(client.answer(5).reason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void shouldEndTheLinkOfAClientWhoseRequestHasNoId() {
        final Rig rig = new Rig();
        final TestClient client = rig.client();

        client.send(MessageKind.REQUEST, 7);
        rig.until(client::isClosed);

        assertThat(client.closeReason).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void shouldIgnoreMessagesOfALaterVersion() {
        final Rig rig = new Rig();
        rig.echo("w1", 1);
        final TestClient client = rig.client();

        client.send(99, 20);
        final long id = client.request("echo", SECOND);
        rig.until(() -> client.status(id) == ReplyStatus.OK);
    }

    @Test
    void shouldSayThatAReplyIsLargerThanTheClientTakes() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client(LinkConfigs.with("messageBytesMax", 512));

        final long id = client.request("echo", SECOND);
        rig.until(() -> worker.requests.size() == 1);
        worker.reply(worker.requests.get(0), "x".repeat(600));
        rig.until(() -> client.status(id) != null);

        assertThat(client.answer(id).status()).isEqualTo(ReplyStatus.APPLICATION_ERROR);
        assertThat(client.answer(id).payload()).contains("larger");
        rig.assertQuiescent();
    }

    @Test
    void shouldRefuseWhatIsLargerThanTheWorkerTakes() {
        final Rig rig = new Rig();
        rig.worker(LinkConfigs.with("messageBytesMax", 512), "w1", 1, "echo");
        final TestClient client = rig.client(LinkConfig.DEFAULT);

        final long id = client.request("echo", SECOND, Delivery.AT_LEAST_ONCE, "x".repeat(600));
        rig.until(() -> client.status(id) != null);

        assertThat(client.answer(id).reason()).isEqualTo(RejectReason.TOO_LARGE);
        rig.assertQuiescent();
    }
}
