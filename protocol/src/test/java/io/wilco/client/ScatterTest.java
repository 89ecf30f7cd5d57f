package io.wilco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of a task by what becomes of its parts. */
class ScatterTest {
    private final FakeCalls calls = new FakeCalls();

    private static Scatter task(final int parts) {
        final List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            payloads.add(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
        return Scatter.of("sum", payloads);
    }

    private CompletableFuture<Gathered> run(final Scatter scatter) {
        return Gathering.start(scatter, calls::begin);
    }

    private static List<String> texts(final Gathered gathered) {
        return gathered.replies().stream().map(Reply::text).toList();
    }

    @Test
    void shouldAskAllPartsAtOnceAndGatherInTheirOrder() {
        // when
        final CompletableFuture<Gathered> future = run(task(3));
        calls.reply(2, "c");
        calls.reply(0, "a");
        assertThat(future).isNotDone();
        calls.reply(1, "b");

        // then
        assertThat(calls.begun()).hasSize(3);
        assertThat(calls.get(1).call().payload()).containsExactly('1');
        assertThat(texts(future.join())).containsExactly("a", "b", "c");
        assertThat(future.join().ok()).isEqualTo(3);
        assertThat(calls.cancelled()).isEmpty();
    }

    @Test
    void shouldFailWithTheFirstFailureAndCancelTheRest() {
        // given
        final CompletableFuture<Gathered> future = run(task(4));
        calls.reply(0, "a");

        // when
        calls.fail(2, new CallException.ApplicationError("no paper"));

        // then
        assertThatThrownBy(future::join)
                .hasCauseInstanceOf(CallException.ApplicationError.class)
                .hasRootCauseMessage("no paper");
        assertThat(calls.cancelled()).containsExactly(1, 3);
    }

    @Test
    void shouldBeDoneWhenEnoughPartsSucceededAndCancelTheOthers() {
        // given
        final CompletableFuture<Gathered> future = run(task(4).untilFirst(2));

        // when
        calls.reply(3, "d");
        calls.fail(0, new CallException.OutcomeUnknown());
        assertThat(future).isNotDone();
        calls.reply(1, "b");

        // then
        final Gathered gathered = future.join();
        assertThat(texts(gathered)).containsExactly("b", "d");
        assertThat(gathered.parts().get(0).failure()).isInstanceOf(CallException.OutcomeUnknown.class);
        assertThat(gathered.parts().get(2).isUnfinished()).isTrue();
        assertThat(List.of(gathered.ok(), gathered.failed(), gathered.unfinished()))
                .containsExactly(2, 1, 1);
        assertThat(calls.cancelled()).containsExactly(2);
    }

    @Test
    void shouldFailAsSoonAsTooFewPartsCanSucceed() {
        // given
        final CompletableFuture<Gathered> future = run(task(4).untilFirst(3));

        // when
        calls.fail(0, new CallException.OutcomeUnknown());
        assertThat(future).isNotDone();
        calls.fail(1, new CallException.DeadlineExceeded());

        // then
        assertThatThrownBy(future::join).hasCauseInstanceOf(CallException.DeadlineExceeded.class);
        assertThat(calls.cancelled()).containsExactly(2, 3);
    }

    @Test
    void shouldTakeWhateverHasComeByTheDeadline() {
        // given
        final CompletableFuture<Gathered> future = run(task(3).untilDeadline());

        // when
        calls.fail(0, new CallException.ApplicationError("no paper"));
        calls.reply(1, "b");
        assertThat(future).isNotDone();
        calls.fail(2, new CallException.DeadlineExceeded());

        // then
        final Gathered gathered = future.join();
        assertThat(gathered.parts().get(0).isFailed()).isTrue();
        assertThat(gathered.parts().get(1).isOk()).isTrue();
        assertThat(gathered.parts().get(2).isUnfinished()).isTrue();
        assertThat(List.of(gathered.ok(), gathered.failed(), gathered.unfinished()))
                .containsExactly(1, 1, 1);
    }

    @Test
    void shouldNotWaitForTheDeadlineWhenEnoughHasCome() {
        // given
        final CompletableFuture<Gathered> future = run(task(3).untilFirst(1).untilDeadline());

        // when
        calls.reply(1, "b");

        // then
        assertThat(texts(future.join())).containsExactly("b");
        assertThat(calls.cancelled()).containsExactly(0, 2);
    }

    @Test
    void shouldCancelAllPartsWithTheWhole() {
        // given
        final CompletableFuture<Gathered> future = run(task(3));
        calls.reply(1, "b");

        // when
        future.cancel(false);

        // then
        assertThat(calls.cancelled()).containsExactly(0, 2);
    }

    @Test
    void shouldBeginNothingMoreOnceThereIsNoRoom() {
        // given
        calls.withRoomFor(2);

        // when
        final CompletableFuture<Gathered> future = run(task(5));

        // then
        assertThatThrownBy(future::join).hasRootCauseMessage("rejected: the client's queue is full");
        assertThat(calls.cancelled()).containsExactly(0, 1);
    }

    @Test
    void shouldFailOnlyThePartsThatFindNoRoomOfATaskThatTakesWhatComes() {
        // given
        calls.withRoomFor(2);

        // when
        final CompletableFuture<Gathered> future = run(task(5).untilDeadline());
        calls.reply(0, "a");
        calls.reply(1, "b");

        // then
        assertThat(future.join().failed()).isEqualTo(3);
        assertThat(texts(future.join())).containsExactly("a", "b");
    }

    @Test
    void shouldHaveNothingToGatherOfNoParts() {
        assertThat(run(task(0)).join().parts()).isEmpty();
    }

    @Test
    void shouldGiveEachPartWhatIsSaidOfTheWhole() {
        final Scatter scatter = task(2).withDeadline(Duration.ofMillis(70))
                .withDelivery(Delivery.AT_LEAST_ONCE)
                .withPriority(Priority.LOW)
                .withHedging();

        final Call part = scatter.part(1);

        assertThat(part.service()).isEqualTo("sum");
        assertThat(part.deadline()).isEqualTo(Duration.ofMillis(70));
        assertThat(part.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(part.priority()).isEqualTo(Priority.LOW);
        assertThat(part.mayHedge()).isTrue();
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        final List<byte[]> tooMany = Collections.nCopies(Scatter.PARTS_MAX + 1, new byte[0]);

        assertThatThrownBy(() -> Scatter.of("sum", tooMany)).hasMessage("a task has at most 4096 parts, not 4097");
        assertThatThrownBy(() -> Scatter.of("", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> task(2).untilFirst(3)).hasMessage("of 2 parts, 3 cannot be the first");
        assertThatThrownBy(() -> task(2).untilFirst(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> task(2).withDeadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
