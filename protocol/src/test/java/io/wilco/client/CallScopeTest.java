package io.wilco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.wire.Priority;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What calls within something else take over from it. */
class CallScopeTest {
    private static final Duration LONG = Duration.ofMinutes(30);

    private final FakeCalls calls = new FakeCalls();

    private CallScope scope(final Duration timeLeft) {
        return new CallScope(calls::begin, System.nanoTime() + timeLeft.toNanos(), Priority.HIGH, 2);
    }

    private static void assertThatFailed(
            final CompletableFuture<?> future, final Class<? extends CallException> failure) {
        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).hasCauseInstanceOf(failure);
    }

    @Test
    void shouldTakeNoLongerThanWhatIsLeft() {
        final CallScope scope = scope(LONG);

        final CompletableFuture<Reply> shorter =
                scope.call(Call.to("a", "").withDeadline(LONG.minus(Duration.ofMinutes(1))));
        final CompletableFuture<Reply> longer = scope.call(Call.to("a", "").withDeadline(LONG.multipliedBy(2)));

        assertThat(List.of(shorter, longer)).noneMatch(CompletableFuture::isDone);
        assertThat(calls.get(0).call().deadline()).isEqualTo(LONG.minus(Duration.ofMinutes(1)));
        assertThat(calls.get(1).call().deadline()).isLessThanOrEqualTo(LONG);
    }

    @Test
    void shouldEndAtOnceWhenNothingIsLeft() {
        final CallScope scope = scope(Duration.ZERO);

        assertThatFailed(scope.call("a", new byte[0]), CallException.DeadlineExceeded.class);
        assertThatFailed(
                scope.scatter(Scatter.of("a", List.of(new byte[0], new byte[0]))),
                CallException.DeadlineExceeded.class);
        assertThat(calls.begun()).isEmpty();
    }

    @Test
    void shouldCarryOnPriorityAndAttempt() {
        final CallScope scope = scope(LONG);

        final CompletableFuture<Reply> silent = scope.call("a", new byte[0]);
        final CompletableFuture<Reply> own = scope.call(Call.to("a", "").withPriority(Priority.NORMAL));

        assertThat(List.of(silent, own)).noneMatch(CompletableFuture::isDone);
        assertThat(calls.get(0).call().priority()).isEqualTo(Priority.HIGH);
        assertThat(calls.get(0).call().options().attemptsBefore()).isEqualTo(2);
        assertThat(calls.get(1).call().priority()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void shouldCancelWhatIsOpenAndRefuseWhatComesLater() {
        // given
        final CallScope scope = scope(LONG);
        final CompletableFuture<Reply> ended = scope.call("a", new byte[0]);
        final CompletableFuture<Reply> open = scope.call("a", new byte[0]);
        final CompletableFuture<Gathered> task = scope.scatter(Scatter.of("a", List.of(new byte[0], new byte[0])));
        calls.reply(0, "done");
        assertThat(scope.openCalls()).isEqualTo(3);

        // when
        scope.cancel();

        // then
        assertThat(ended.join().text()).isEqualTo("done");
        assertThatFailed(open, CallException.Cancelled.class);
        assertThatFailed(task, CallException.Cancelled.class);
        assertThat(calls.cancelled()).containsExactly(1, 2, 3);
        assertThat(scope.openCalls()).isZero();
        assertThatFailed(scope.call("a", new byte[0]), CallException.Cancelled.class);
        assertThat(calls.begun()).hasSize(4);
    }
}
