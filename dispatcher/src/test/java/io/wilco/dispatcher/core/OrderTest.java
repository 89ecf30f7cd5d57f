package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.Rig.MS;
import static io.wilco.dispatcher.core.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose turn it is when requests have to wait, and which are not let in. */
class OrderTest {
    private final Rig rig = new Rig();

    /** Of the requests at the worker. */
    private int answered;

    @Test
    void shouldServeTheUrgentFirst() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient client = rig.client();
        fill(client, worker);
        client.request("echo", 60 * SECOND, Priority.LOW, "low");
        client.request("echo", 60 * SECOND, Priority.NORMAL, "normal");
        client.request("echo", 60 * SECOND, Priority.HIGH, "high");
        rig.until(() -> rig.engine.requests() == FILL + 3);

        assertThat(serveAll(worker, FILL + 3).subList(FILL, FILL + 3)).containsExactly("high", "normal", "low");
    }

    @Test
    void shouldGiveClientsTurns() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        final TestClient greedy = rig.client();
        final TestClient modest = rig.client();
        fill(greedy, worker);
        for (int i = 0; i < 4; i++) {
            greedy.request("echo", 60 * SECOND, Priority.NORMAL, "greedy");
        }
        rig.until(() -> rig.engine.requests() == FILL + 4);
        modest.request("echo", 60 * SECOND, Priority.NORMAL, "modest");
        modest.request("echo", 60 * SECOND, Priority.NORMAL, "modest");
        rig.until(() -> rig.engine.requests() == FILL + 6);

        assertThat(serveAll(worker, FILL + 6).subList(FILL, FILL + 6))
                .containsExactly("greedy", "modest", "greedy", "modest", "greedy", "greedy");
    }

    @Test
    void shouldRefuseAtOnceWhatCannotBeDoneInItsBudget() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        worker.serviceTimeNs = 100 * MS;
        final TestClient client = rig.client();
        learn(client, worker);
        fill(client, worker);
        final long waiting = client.request("echo", 60 * SECOND);
        final long alsoWaiting = client.request("echo", 60 * SECOND);
        rig.runFor(5 * MS);

        final long hopeless = client.request("echo", 150 * MS);
        rig.until(() -> client.status(hopeless) != null);

        assertThat(client.answer(hopeless).reason()).isEqualTo(RejectReason.OVERLOADED);
        assertThat(client.answer(hopeless).retryAfterUs()).isPositive();
        assertThat(client.answers).doesNotContainKeys(waiting, alsoWaiting);
    }

    @Test
    void shouldTellOnlyWhoWaitsForItselfHowManyToHaveOpen() {
        final TestWorker worker = rig.worker("w1", 1, "echo");
        worker.serviceTimeNs = 10 * MS;
        final TestClient greedy = rig.client();
        final TestClient modest = rig.client();
        learn(greedy, worker);
        for (int i = 0; i < 100; i++) {
            greedy.request("echo", 60 * SECOND);
        }
        rig.runFor(5 * MS);
        final long impatient = greedy.request("echo", 50 * MS);
        // For more than 100 ms, all that are served have waited more than 200 ms.
        serveSlowly(worker, 40);

        final long refused = greedy.request("echo", 150 * MS);
        final long urgent = greedy.request("echo", 60 * SECOND, Priority.HIGH, "urgent");
        final long alsoRefused = modest.request("echo", 5 * MS);
        rig.until(() -> greedy.status(refused) != null && modest.status(alsoRefused) != null);
        worker.isEchoing = true;
        worker.reply(worker.requests.get(worker.requests.size() - 1), "");
        rig.until(() -> greedy.status(urgent) != null);

        // One that could not wait among many that could is no overload.
        assertThat(greedy.answer(impatient).reason()).isEqualTo(RejectReason.OVERLOADED);
        assertThat(greedy.answer(impatient).openMax()).isZero();
        assertThat(greedy.answer(refused).openMax()).isBetween(50, 62);
        assertThat(greedy.answer(urgent).openMax()).isZero();
        assertThat(modest.answer(alsoRefused).reason()).isEqualTo(RejectReason.OVERLOADED);
        assertThat(modest.answer(alsoRefused).openMax()).isZero();
    }

    /** Answers so many, one after the other, each after 10 ms. */
    private void serveSlowly(final TestWorker worker, final int count) {
        for (int i = 0; i < count; i++) {
            rig.runFor(10 * MS);
            worker.reply(worker.requests.get(answered++), "");
        }
    }

    /** One at the worker and, since nothing is known of it or the wait is short, one or none on its way. */
    private static final int FILL = 2;

    private void fill(final TestClient client, final TestWorker worker) {
        final int before = worker.requests.size();
        for (int i = 0; i < FILL; i++) {
            client.request("echo", 60 * SECOND, Priority.HIGH, "fill");
        }
        rig.until(() -> worker.requests.size() > before);
        rig.runFor(5 * MS);
    }

    private void learn(final TestClient client, final TestWorker worker) {
        worker.isEchoing = true;
        final long id = client.request("echo", 60 * SECOND);
        answered = 1;
        rig.until(() -> client.status(id) == ReplyStatus.OK);
        worker.isEchoing = false;
        rig.runFor(5 * MS);
    }

    /** Answers one after the other, and tells in which order they came. */
    private List<String> serveAll(final TestWorker worker, final int count) {
        final List<String> served = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int next = i;
            rig.until(() -> worker.requests.size() > next);
            served.add(worker.requests.get(i).payload());
            worker.reply(worker.requests.get(i), "");
        }
        return served;
    }
}
