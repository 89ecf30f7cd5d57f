package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Call;
import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.client.Gathered;
import io.wilco.client.Reply;
import io.wilco.client.Scatter;
import io.wilco.wire.Priority;
import io.wilco.worker.Request;
import io.wilco.worker.Worker;
import io.wilco.worker.WorkerBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Handlers that call other services, over real sockets. */
class NestedCallsIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static WorkerBuilder worker(final Rig rig) {
        return Worker.builder(Rig.text(rig.address()));
    }

    private static <T> T get(final CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    /** Until the caller gives it up; without spinning, for others need the processor. */
    private static void hold(final Request request) throws InterruptedException {
        final Semaphore never = new Semaphore(0);
        while (!request.isCancelled() && !request.timeLeft().isNegative()) {
            assertThat(never.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] describe(final Request request) {
        return utf8(request.priority() + " " + request.attempt() + " "
                + (request.timeLeft().compareTo(LONG) <= 0));
    }

    @Test
    void shouldCarryOnDeadlineAndPriority() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            rig.opened(worker(rig).service("inner", NestedCallsIT::describe).connect());
            rig.opened(worker(rig)
                    .asyncService(
                            "outer",
                            request -> request.client()
                                    .call(Call.to("inner", "").withDeadline(LONG.multipliedBy(10)))
                                    .thenApply(Reply::payload))
                    .connect());

            // when
            final Reply reply = get(rig.client(Rig.text(rig.address()))
                    .call(Call.to("outer", "").withDeadline(LONG).withPriority(Priority.HIGH)));

            // then
            assertThat(reply.text()).isEqualTo("HIGH 0 true");
        }
    }

    @Test
    void shouldShowThatItMayBeARepetition() throws Exception {
        try (Rig rig = new Rig()) {
            // given: whichever worker gets the request first refuses it
            final AtomicBoolean hasRefused = new AtomicBoolean();
            final CompletableFuture<Integer> ownAttempts = new CompletableFuture<>();
            rig.opened(worker(rig).service("inner", NestedCallsIT::describe).connect());
            for (int i = 0; i < 2; i++) {
                rig.opened(worker(rig)
                        .asyncService(
                                "outer",
                                request -> request.client()
                                        .call("inner", new byte[0])
                                        .thenApply(reply -> {
                                            ownAttempts.complete(reply.attempts());
                                            return reply.payload();
                                        }))
                        .executor(task -> {
                            if (hasRefused.compareAndSet(false, true)) {
                                throw new RejectedExecutionException();
                            }
                            task.run();
                        })
                        .connect());
            }

            // when
            final Reply reply = get(rig.client(Rig.text(rig.address()))
                    .call(Call.to("outer", "").withDeadline(LONG)));

            // then
            assertThat(reply.attempts()).isEqualTo(2);
            assertThat(reply.text()).isEqualTo("NORMAL 1 true");
            assertThat(get(ownAttempts)).isEqualTo(1);
        }
    }

    @Test
    void shouldCancelWhatIsOpenWithTheRequest() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            final CountDownLatch innerHasIt = new CountDownLatch(1);
            final CompletableFuture<Boolean> innerSawIt = new CompletableFuture<>();
            final CompletableFuture<Throwable> outerSaw = new CompletableFuture<>();
            rig.opened(worker(rig)
                    .service("inner", request -> {
                        innerHasIt.countDown();
                        hold(request);
                        innerSawIt.complete(request.isCancelled());
                        return new byte[0];
                    })
                    .connect());
            rig.opened(worker(rig)
                    .asyncService(
                            "outer",
                            request -> request.client()
                                    .call(Call.to("inner", "").withDeadline(LONG))
                                    .handle((reply, failure) -> {
                                        outerSaw.complete(failure);
                                        return new byte[0];
                                    }))
                    .connect());
            final CompletableFuture<Reply> call = rig.client(Rig.text(rig.address()))
                    .call(Call.to("outer", "").withDeadline(LONG));
            innerHasIt.await();

            // when
            call.cancel(false);

            // then
            assertThat(get(innerSawIt)).isTrue();
            assertThat(get(outerSaw)).isInstanceOf(CallException.Cancelled.class);
        }
    }

    @Test
    void shouldEndAtOnceWhenNothingIsLeft() throws Exception {
        try (Rig rig = new Rig()) {
            // given: nobody offers the inner service, which only a call that leaves would hear
            final CompletableFuture<CompletableFuture<Reply>> nested = new CompletableFuture<>();
            rig.opened(worker(rig)
                    .service("outer", request -> {
                        hold(request);
                        nested.complete(request.client().call("inner", new byte[0]));
                        return new byte[0];
                    })
                    .connect());

            // when
            final CompletableFuture<Reply> call = rig.client(Rig.text(rig.address()))
                    .call(Call.to("outer", "").withDeadline(Duration.ofMillis(200)));

            // then
            assertThat(call.handle((reply, failure) -> failure).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(CallException.DeadlineExceeded.class);
            assertThat(get(nested).handle((reply, failure) -> failure).get(30, TimeUnit.SECONDS))
                    .isInstanceOfAny(CallException.DeadlineExceeded.class, CallException.Cancelled.class);
        }
    }

    @Test
    void shouldScatterFromAHandler() throws Exception {
        try (Rig rig = new Rig()) {
            rig.opened(
                    worker(rig).service("inner", request -> request.payload()).connect());
            rig.opened(worker(rig)
                    .asyncService(
                            "outer",
                            request -> request.client()
                                    .scatter(Scatter.of("inner", List.of(utf8("a"), utf8("b"), utf8("c"))))
                                    .thenApply(Gathered::replies)
                                    .thenApply(replies -> utf8(
                                            replies.stream().map(Reply::text).reduce("", String::concat))))
                    .connect());

            final Reply reply = get(rig.client(Rig.text(rig.address()))
                    .call(Call.to("outer", "").withDeadline(LONG)));

            assertThat(reply.text()).isEqualTo("abc");
        }
    }

    @Test
    void shouldOpenAClientOnlyIfAHandlerAsksAndCloseItWithTheWorker() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            rig.opened(worker(rig).service("inner", NestedCallsIT::describe).connect());
            final Worker outer = rig.opened(worker(rig)
                    .service("idle", request -> request.payload())
                    .asyncService(
                            "outer",
                            request ->
                                    request.client().call("inner", new byte[0]).thenApply(Reply::payload))
                    .connect());
            final Client client = rig.client(Rig.text(rig.address()));

            // then: links of two workers and of the client of this test
            get(client.call("idle", new byte[0]));
            assertThat(rig.dispatcher().snapshot(LONG).links()).isEqualTo(3);

            // then: that of the worker's own client, too
            get(client.call(Call.to("outer", "").withDeadline(LONG)));
            assertThat(rig.dispatcher().snapshot(LONG).links()).isEqualTo(4);

            // then: gone with the worker
            outer.close();
            while (rig.dispatcher().snapshot(LONG).links() > 2) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldUseTheClientThatItIsGivenAndLeaveItOpen() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            rig.opened(worker(rig).service("inner", NestedCallsIT::describe).connect());
            final Client client = rig.client(Rig.text(rig.address()));
            final Worker outer = rig.opened(worker(rig)
                    .client(client)
                    .asyncService(
                            "outer",
                            request ->
                                    request.client().call("inner", new byte[0]).thenApply(Reply::payload))
                    .connect());

            // when
            get(client.call(Call.to("outer", "").withDeadline(LONG)));

            // then
            assertThat(rig.dispatcher().snapshot(LONG).links()).isEqualTo(3);
            outer.close();
            assertThat(get(client.call("inner", new byte[0])).text()).startsWith("NORMAL 0");
        }
    }
}
