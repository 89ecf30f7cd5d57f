package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import org.junit.jupiter.api.Test;

/** Requests that take long, and their second tries. */
class HedgerTest {
    private final Rig rig = new Rig();
    private final TestWorker first = rig.echo("w1", 4);
    private final TestClient client = rig.client();
    private TestWorker second;

    @Test
    void shouldGiveARequestThatTakesLongToASecondWorker() {
        final TestWorker.Request slow = stuck();
        rig.until(() -> second.requests.size() == 1);

        final TestWorker.Request hedge = second.requests.get(0);
        assertThat(hedge.payload()).isEqualTo("slow");
        assertThat(hedge.attempt()).isEqualTo(1);

        second.reply(hedge, "done");
        rig.until(() -> client.answers.containsKey(slowId));

        assertThat(client.answer(slowId).payload()).isEqualTo("done");
        rig.until(() -> first.cancelled.contains(slow.id()));
        first.reply(slow, "late");
        rig.runFor(50 * MS);
        assertThat(client.answersRepeated).isZero();
        rig.assertQuiescent();
    }

    @Test
    void shouldCancelTheSecondTryWhenTheFirstAnswers() {
        final TestWorker.Request slow = stuck();
        rig.until(() -> second.requests.size() == 1);

        first.reply(slow, "done");
        rig.until(() -> client.answers.containsKey(slowId));

        assertThat(client.answer(slowId).payload()).isEqualTo("done");
        rig.until(() -> second.cancelled.contains(second.requests.get(0).id()));
        second.reply(second.requests.get(0).id(), ReplyStatus.CANCELLED, RejectReason.NONE, "");
        rig.runFor(50 * MS);
        rig.assertQuiescent();
    }

    @Test
    void shouldGoOnWithTheFirstWhenTheSecondRefusesOrIsLost() {
        final TestWorker.Request slow = stuck();
        rig.until(() -> second.requests.size() == 1);
        second.refuse(second.requests.get(0), RejectReason.WORKER_BUSY);
        rig.runFor(20 * MS);
        assertThat(client.answers).doesNotContainKey(slowId);

        first.reply(slow, "done");
        rig.until(() -> client.answers.containsKey(slowId));

        assertThat(client.answer(slowId).status()).isEqualTo(ReplyStatus.OK);
        rig.assertQuiescent();
    }

    @Test
    void shouldDropASecondTryWithItsWorker() {
        final TestWorker.Request slow = stuck();
        rig.until(() -> second.requests.size() == 1);
        rig.crash(second);
        rig.until(() -> rig.events.stream().anyMatch(event -> event.startsWith("w2 down")));
        assertThat(rig.engine.requests()).isEqualTo(1);

        first.reply(slow, "done");
        rig.until(() -> client.answers.containsKey(slowId));
        rig.assertQuiescent();
    }

    @Test
    void shouldEndBothAtTheDeadlineAndWhenTheClientCancelsOrLeaves() {
        stuck();
        rig.until(() -> second.requests.size() == 1);
        client.cancel(slowId);
        rig.until(() -> client.status(slowId) == ReplyStatus.CANCELLED);
        rig.until(() -> first.cancelled.size() == 1 && second.cancelled.size() == 1);
        assertThat(rig.engine.requests()).isZero();

        client.hedgeable("echo", 200 * MS, "short");
        rig.until(() -> second.requests.size() == 2 || first.requests.size() > 2 * 40);
        rig.until(() -> rig.engine.requests() == 0);

        client.hedgeable("echo", 60 * SECOND, "left behind");
        rig.until(() -> rig.engine.requests() == 2);
        rig.crash(client);
        rig.until(() -> rig.engine.requests() == 0);
        assertThat(rig.engine.keptBlocks()).isZero();
    }

    @Test
    void shouldGoOnWithTheSecondWhenTheWorkerOfTheFirstIsLost() {
        stuck();
        rig.until(() -> second.requests.size() == 1);
        rig.crash(first);
        rig.until(() -> rig.events.stream().anyMatch(event -> event.startsWith("w1 down")));

        second.reply(second.requests.get(0), "done");
        rig.until(() -> client.answers.containsKey(slowId));

        assertThat(client.answer(slowId).payload()).isEqualTo("done");
        for (final TestWorker.Request again : second.requests.subList(1, second.requests.size())) {
            second.reply(again, "again");
        }
        rig.runFor(50 * MS);
        rig.assertQuiescent();
    }

    @Test
    void shouldNotGiveToASecondWorkerWhatMustNotBeExecutedTwice() {
        learn();
        first.isEchoing = false;
        second = rig.worker("w2", 4, "echo");
        client.request("echo", 60 * SECOND);
        client.request("echo", 60 * SECOND);
        rig.runFor(SECOND);

        assertThat(first.requests.size() - LEARNT + second.requests.size()).isEqualTo(2);
    }

    private static final int LEARNT = 40;
    private long slowId;

    /** The service is known to take no time. */
    private void learn() {
        for (int i = 0; i < LEARNT; i++) {
            client.hedgeable("echo", 60 * SECOND, "quick");
            rig.runFor(5 * MS);
        }
        rig.until(() -> client.answers.size() == LEARNT);
    }

    /** A request is stuck at the first worker, and there is a second one. */
    private TestWorker.Request stuck() {
        learn();
        first.isEchoing = false;
        slowId = client.hedgeable("echo", 60 * SECOND, "slow");
        final int[] before = {LEARNT};
        rig.world.runUntil(() -> first.requests.size() > before[0], rig.world.nowNs() + SECOND);
        second = rig.worker("w2", 4, "echo");
        return first.requests.get(first.requests.size() - 1);
    }
}
