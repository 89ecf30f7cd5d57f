package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Delivery;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that were sent ahead, and are behind a long one. */
class RecallerTest {
    private final Rig rig = new Rig();
    private final TestClient client = rig.client();
    private final TestWorker first = rig.worker("w1", 1, "echo");
    private long long1;
    private long behind;
    private TestWorker.Request longRequest;
    private TestWorker.Request behindRequest;

    /** The worker has a long request, and one behind it; the other worker comes only then. */
    @BeforeEach
    void learn() {
        for (int i = 0; i < 300; i++) {
            final boolean isLong = i % 20 == 0;
            first.isEchoing = !isLong;
            final long id = client.request("echo", 60 * SECOND);
            if (isLong) {
                rig.runFor(100 * MS);
                first.reply(first.requests.get(first.requests.size() - 1), "");
            }
            rig.until(() -> client.status(id) == ReplyStatus.OK);
        }
        first.isEchoing = false;
        long1 = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "long");
        rig.until(() -> last().payload().equals("long"));
        longRequest = last();
        behind = client.request("echo", 60 * SECOND, Delivery.AT_MOST_ONCE, "behind");
        rig.until(() -> last().payload().equals("behind"));
        behindRequest = last();
    }

    private TestWorker.Request last() {
        return first.requests.get(first.requests.size() - 1);
    }

    @Test
    void shouldGiveToAnotherWorkerWhatTheFirstGivesBack() {
        rig.until(() -> first.recalled.contains(behindRequest.id()));
        final TestWorker second = rig.echo("w2", 1);
        first.refuse(behindRequest, RejectReason.RECALLED);
        rig.until(() -> client.status(behind) != null);

        assertThat(client.answer(behind).payload()).isEqualTo("behind");
        assertThat(second.requests).hasSize(1);
        assertThat(client.answers).doesNotContainKey(long1);
        // It was asked to, so it is no worse a worker for it.
        assertThat(rig.engine.snapshot(rig.world.nowNs()).workers().get(0).refused())
                .isZero();
        assertThat(rig.engine.snapshot(rig.world.nowNs()).services().get(0).recalled())
                .isEqualTo(1);
        first.reply(longRequest, "done");
        rig.until(() -> client.status(long1) != null);
        rig.assertQuiescent();
    }

    @Test
    void shouldTakeTheAnswerOfAWorkerThatHadStarted() {
        rig.until(() -> first.recalled.contains(behindRequest.id()));
        first.reply(longRequest, "done");
        first.reply(behindRequest, "done too");
        rig.until(() -> client.status(behind) != null && client.status(long1) != null);

        assertThat(client.answer(behind).payload()).isEqualTo("done too");
        rig.assertQuiescent();
    }

    @Test
    void shouldNotAskTwice() {
        rig.until(() -> first.recalled.contains(behindRequest.id()));
        rig.runFor(SECOND);

        assertThat(first.recalled).hasSize(1);
    }

    @Test
    void shouldPauseAWorkerThatGivesBackWhatNobodyAskedFor() {
        final Rig other = new Rig();
        final TestWorker worker = other.worker("w1", 1, "echo");
        final TestClient caller = other.client();
        final long id = caller.request("echo", 60 * SECOND);
        other.until(() -> worker.requests.size() == 1);
        worker.refuse(worker.requests.get(0), RejectReason.RECALLED);
        other.until(() ->
                other.engine.snapshot(other.world.nowNs()).workers().get(0).refused() == 1);

        assertThat(caller.answers).doesNotContainKey(id);
    }
}
