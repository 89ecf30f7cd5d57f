package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Delivery;
import io.wilco.wire.ReplyStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The way back: replies that find no room, requests that are cancelled, clients that are gone. */
class ReturnsTest {
    @Test
    void shouldKeepRepliesUntilTheClientHasRoomForThem() {
        final Rig rig = new Rig();
        rig.echo("w1", 1_000);
        // The link remembers 64 frames: what is beyond waits in the dispatcher.
        final TestClient client = rig.client(LinkConfigs.with("windowFrames", 64));
        for (int i = 0; i < 60; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "1");
        }
        rig.until(() -> client.answers.size() == 60);
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        for (int i = 0; i < 60; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "2");
        }
        rig.runFor(2 * MS);
        final TestClient other = rig.client();
        final long id = other.request("echo", SECOND);
        rig.until(() -> other.status(id) == ReplyStatus.OK);
        rig.world.network().heal();

        rig.until(() -> client.answers.size() == 120);

        assertThat(client.answersRepeated).isZero();
        assertThat(Set.copyOf(client.answers.values().stream()
                        .map(TestClient.Answer::status)
                        .toList()))
                .containsExactly(ReplyStatus.OK);
        rig.assertQuiescent();
    }

    @Test
    void shouldKeepManyRepliesOfManySizesForAClientThatDoesNotRead() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1_000, "echo");
        final TestClient client = rig.client(LinkConfigs.with("windowFrames", 64));
        for (int i = 0; i < 50; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.until(() -> worker.requests.size() == 50);

        // Of more frames than the window has: most of them wait, in blocks larger than that of the request.
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        for (int i = 0; i < 50; i++) {
            worker.reply(worker.requests.get(i), "x".repeat(300 * i));
        }
        rig.runFor(20 * MS);
        rig.world.network().heal();
        rig.until(() -> client.answers.size() == 50);

        assertThat(client.answers.values())
                .extracting(answer -> answer.payload().length() % 300)
                .containsOnly(0);
        assertThat(client.answers.values())
                .extracting(answer -> answer.payload().length())
                .doesNotHaveDuplicates();
        rig.assertQuiescent();
    }

    @Test
    void shouldPassALargeReplyOnEvenIfQueuedRequestsHaveAllTheMemory() {
        final Rig rig = new Rig(Configs.with("keptBytesMax", 1 << 20));
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);
        for (int i = 0; i < 20; i++) {
            client.request("echo", 60 * SECOND, Delivery.AT_LEAST_ONCE, "x".repeat(60_000));
        }
        rig.until(() -> !client.answers.isEmpty());

        worker.reply(worker.requests.get(0), "x".repeat(60_000));
        rig.until(() -> client.status(id) == ReplyStatus.OK);

        assertThat(client.answer(id).payload()).hasSize(60_000);
    }

    @Test
    void shouldNotAcceptAReplyThatItHasNoRoomFor() {
        final Rig rig = new Rig(Configs.with("keptBytesMax", 1 << 20));
        final TestWorker worker = rig.worker("w1", 1_000, "echo");
        final TestClient client = rig.client(LinkConfigs.with("windowFrames", 64));
        for (int i = 0; i < 40; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.until(() -> worker.requests.size() == 40);

        // 40 replies of 60 kB are more than the window of the client's link and the dispatcher's memory hold together.
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        worker.requests.forEach(request -> worker.reply(request, "x".repeat(60_000)));
        rig.runFor(100 * MS);
        assertThat(worker.link.isFlushed()).isFalse();
        rig.world.network().heal();
        rig.until(() -> client.answers.size() == 40);

        assertThat(client.answersRepeated).isZero();
        rig.until(worker.link::isFlushed);
        rig.assertQuiescent();
    }

    @Test
    void shouldHoldItsAnswerToAfterTheDeadlineToo() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1_000, "echo");
        final TestClient client = rig.client(LinkConfigs.with("windowFrames", 64));
        for (int i = 0; i < 40; i++) {
            client.request("echo", 50 * MS);
        }
        rig.until(() -> worker.requests.size() == 40);
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        // Some find room in the link, some wait for it; the deadlines of both pass before they arrive.
        worker.requests.forEach(request -> worker.reply(request, "x".repeat(5_000)));
        rig.runFor(100 * MS);
        rig.world.network().heal();
        rig.until(() -> client.answers.size() == 40);
        rig.runFor(100 * MS);

        assertThat(client.answers.values())
                .extracting(TestClient.Answer::status)
                .containsOnly(ReplyStatus.OK);
        assertThat(client.answersRepeated).isZero();
        assertThat(rig.snapshot().deadlineExceeded()).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldLetAClientSendAnotherRequestForEachThatIsAnswered() {
        final Rig rig = new Rig(Configs.with("clientRequestsMax", 4));
        rig.echo("w1", 1);
        final TestClient client = rig.client();
        assertThat(client.link.requestCredit()).isEqualTo(4);

        client.request("echo", SECOND);
        client.request("echo", SECOND);
        client.request("no such", SECOND);
        assertThat(client.link.requestCredit()).isEqualTo(1);
        rig.until(() -> client.answers.size() == 3);
        rig.runFor(5 * MS);

        assertThat(client.link.requestCredit()).isEqualTo(4);
    }

    @Test
    void shouldEndACancelledRequestThatWaits() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        client.request("echo", 60 * SECOND);
        client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 2);
        final long id = client.request("echo", 60 * SECOND);
        rig.runFor(MS);

        client.cancel(id);
        rig.until(() -> client.status(id) != null);

        assertThat(client.status(id)).isEqualTo(ReplyStatus.CANCELLED);
        assertThat(worker.cancelled).isEmpty();
        assertThat(rig.snapshot().cancelled()).isEqualTo(1);
    }

    @Test
    void shouldTellTheWorkerOfACancelledRequest() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);

        client.cancel(id);
        rig.until(() -> client.status(id) == ReplyStatus.CANCELLED);
        rig.until(() -> worker.cancelled.contains(worker.requests.get(0).id()));

        worker.reply(worker.requests.get(0), "done before the word came");
        rig.runFor(5 * MS);
        assertThat(client.answersRepeated).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldIgnoreACancelOfWhatIsNotThere() {
        final Rig rig = new Rig();
        final TestClient client = rig.client();
        client.cancel(5);
        rig.echo("w1", 1);
        final long id = client.request("echo", SECOND);
        rig.until(() -> client.status(id) == ReplyStatus.OK);
        client.cancel(id);
        client.cancel(-1);
        rig.runFor(5 * MS);

        assertThat(client.answersRepeated).isZero();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void shouldNotLetAClientCancelTheRequestsOfAnother() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        final TestClient meddler = rig.client();
        final long id = client.request("echo", 60 * SECOND);
        rig.until(() -> worker.requests.size() == 1);

        meddler.cancel(id);
        rig.runFor(5 * MS);
        worker.reply(worker.requests.get(0), "");
        rig.until(() -> client.status(id) == ReplyStatus.OK);

        assertThat(meddler.answers).isEmpty();
        assertThat(worker.cancelled).isEmpty();
    }

    @Test
    void shouldForgetTheRequestsOfAClientThatIsGone() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        for (int i = 0; i < 5; i++) {
            client.request("echo", 600 * SECOND);
        }
        rig.until(() -> worker.requests.size() == 2);

        rig.crash(client);
        rig.until(() -> rig.engine.requests() == 0);
        rig.until(() -> worker.cancelled.size() == 2);
        List.copyOf(worker.requests).forEach(request -> worker.reply(request, ""));
        rig.runFor(5 * MS);

        assertThat(rig.snapshot().abandoned()).isEqualTo(5);
        assertThat(rig.engine.endpoint().linkCount()).isEqualTo(1);
        rig.assertQuiescent();
    }

    @Test
    void shouldForgetRepliesKeptForAClientThatIsGone() {
        final Rig rig = new Rig();
        final TestWorker worker = rig.worker("w1", 1_000, "echo");
        final TestClient client = rig.client(LinkConfigs.with("windowFrames", 64));
        for (int i = 0; i < 30; i++) {
            client.request("echo", 60 * SECOND);
        }
        rig.until(() -> worker.requests.size() == 30);
        rig.world.network().cut(Rig.DISPATCHER, rig.addressOf(client));
        worker.requests.forEach(request -> worker.reply(request, "x".repeat(5_000)));
        rig.runFor(30 * MS);
        assertThat(rig.engine.requests()).isPositive();

        rig.crash(client);
        rig.until(() -> rig.engine.requests() == 0);

        rig.assertQuiescent();
    }
}
