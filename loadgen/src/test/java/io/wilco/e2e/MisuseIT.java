package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.client.Reply;
import io.wilco.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Programs that embed worker or client and ask much of them: errors, floods of cancellations, faulty executors. */
class MisuseIT {
    private static final int CALLS = 20_000;

    private static byte[] get(final CompletableFuture<Reply> reply) throws Exception {
        return reply.get(30, TimeUnit.SECONDS).payload();
    }

    @Test
    void shouldForgetCallsThatAreCancelledAtOnce() throws Exception {
        try (Rig rig = new Rig()) {
            // given: whatever is executed is never answered
            final CountDownLatch end = new CountDownLatch(1);
            final AtomicInteger executed = new AtomicInteger();
            rig.worker(Rig.text(rig.address()), "slow", request -> {
                executed.incrementAndGet();
                end.await();
                return request.payload();
            });
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            final Client client = rig.client(Rig.text(rig.address()));

            // when
            for (int i = 0; i < CALLS; i++) {
                client.call("slow", new byte[8]).cancel(true);
            }

            // then: what comes after them is answered, and none of them is open any more
            get(client.call("echo", new byte[8]));
            while (client.openCalls() > 0 && executed.get() == 0) {
                Thread.onSpinWait();
            }
            end.countDown();
            while (client.openCalls() > 0) {
                Thread.onSpinWait();
            }
            assertThat(executed.get()).isLessThan(CALLS / 100);
        }
    }

    @Test
    void shouldAnswerAfterErrorsOfHandlers() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            rig.opened(Worker.builder(Rig.text(rig.address()))
                    .concurrency(1)
                    .service("faulty", request -> {
                        if (request.payload().length > 0) {
                            throw new Error("boom");
                        }
                        return new byte[] {1};
                    })
                    .connect());
            final Client client = rig.client(Rig.text(rig.address()));

            // when
            final List<CompletableFuture<Reply>> failing = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                failing.add(client.call("faulty", new byte[1]));
            }

            // then
            for (final CompletableFuture<Reply> call : failing) {
                assertThatThrownBy(() -> get(call))
                        .hasCauseInstanceOf(CallException.ApplicationError.class)
                        .hasMessageContaining("boom");
            }
            assertThat(get(client.call("faulty", new byte[0]))).containsExactly(1);
        }
    }

    @Test
    void shouldTellOutcomesThoughTheUsersExecutorFails() throws Exception {
        try (Rig rig = new Rig();
                Client client = Client.builder(Rig.text(rig.address()))
                        .executor(task -> {
                            throw new IllegalStateException("no threads left");
                        })
                        .connect()) {
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());

            assertThat(get(client.call("echo", new byte[] {1}))).containsExactly(1);
            assertThat(get(client.call("echo", new byte[] {2}))).containsExactly(2);
        }
    }

    @Test
    void shouldGiveWhatAWorkersExecutorRefusesToAnotherWorker() throws Exception {
        try (Rig rig = new Rig()) {
            // given a worker whose executor refuses everything, and one that works
            final ExecutorService shutDown = Executors.newSingleThreadExecutor();
            shutDown.shutdown();
            rig.opened(Worker.builder(Rig.text(rig.address()))
                    .id("refuses")
                    .executor(shutDown)
                    .service("echo", request -> request.payload())
                    .connect());
            final Client client = rig.client(Rig.text(rig.address()));

            // when there is no other, then it is refused, and the worker lives on
            assertThatThrownBy(() -> get(client.call("echo", new byte[] {1})))
                    .hasCauseInstanceOf(CallException.Rejected.class);

            // when there is another one, then that answers
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            for (int i = 0; i < 100; i++) {
                assertThat(get(client.call("echo", new byte[] {(byte) i}))).containsExactly(i);
            }
        }
    }

    @Test
    void shouldNotWaitForItselfWhenItIsClosedByACompletion() throws Exception {
        try (Rig rig = new Rig()) {
            // given: outcomes are told on the client's own thread, and a call that is never answered is open
            final Semaphore never = new Semaphore(0);
            rig.worker(Rig.text(rig.address()), "never", request -> {
                never.acquire();
                return request.payload();
            });
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            final Client client = rig.opened(Client.builder(Rig.text(rig.address()))
                    .executor(Runnable::run)
                    .closeTimeout(Duration.ofMillis(100))
                    .connect());
            final CompletableFuture<Reply> open = client.call("never", new byte[0]);

            // when
            final CompletableFuture<Void> closed =
                    client.call("echo", new byte[] {1}).thenAccept(reply -> client.close());

            // then
            closed.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> get(open)).hasCauseInstanceOf(CallException.OutcomeUnknown.class);
            never.release();
        }
    }
}
