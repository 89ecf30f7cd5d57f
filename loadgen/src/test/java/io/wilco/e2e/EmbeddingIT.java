package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.client.Call;
import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.client.Reply;
import io.wilco.wire.RejectReason;
import io.wilco.worker.Worker;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a program sees that embeds worker and client. */
class EmbeddingIT {
    private static Throwable failureOf(final CompletableFuture<Reply> future) throws Exception {
        try {
            future.get(30, TimeUnit.SECONDS);
            throw new AssertionError("did not fail");
        } catch (final ExecutionException e) {
            return e.getCause();
        }
    }

    @Test
    void shouldAnswerACall() throws Exception {
        try (Rig rig = new Rig()) {
            rig.worker(
                    Rig.text(rig.address()),
                    "upper",
                    request -> request.text()
                            .toUpperCase(java.util.Locale.ROOT)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));

            final Reply reply = rig.client(Rig.text(rig.address()))
                    .call(Call.to("upper", "hello"))
                    .get(30, TimeUnit.SECONDS);

            assertThat(reply.text()).isEqualTo("HELLO");
            assertThat(reply.attempts()).isEqualTo(1);
        }
    }

    @Test
    void shouldBringTheHandlersExceptionToTheCaller() throws Exception {
        try (Rig rig = new Rig()) {
            rig.worker(Rig.text(rig.address()), "faulty", request -> {
                throw new IllegalStateException("out of paper");
            });

            final Throwable failure =
                    failureOf(rig.client(Rig.text(rig.address())).call("faulty", new byte[0]));

            assertThat(failure)
                    .isInstanceOf(CallException.ApplicationError.class)
                    .hasMessage("out of paper");
        }
    }

    @Test
    void shouldCompleteWhenTheStageOfAnAsyncHandlerDoes() throws Exception {
        try (Rig rig = new Rig()) {
            final CompletableFuture<byte[]> later = new CompletableFuture<>();
            final CountDownLatch asked = new CountDownLatch(1);
            rig.opened(Worker.builder(Rig.text(rig.address()))
                    .asyncService("later", request -> {
                        asked.countDown();
                        return later;
                    })
                    .connect());

            final CompletableFuture<Reply> reply =
                    rig.client(Rig.text(rig.address())).call("later", new byte[0]);
            asked.await();
            assertThat(reply).isNotDone();
            later.complete(new byte[] {7});

            assertThat(reply.get(30, TimeUnit.SECONDS).payload()).containsExactly(7);
        }
    }

    @Test
    void shouldAnswerWhileOthersBlockTheCommonPool() throws Exception {
        try (Rig rig = new Rig()) {
            // given: the common pool has one thread on a machine of two cores
            final Semaphore neverReleased = new Semaphore(0);
            for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
                ForkJoinPool.commonPool().execute(neverReleased::acquireUninterruptibly);
            }
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());

            // when
            final Reply reply = rig.client(Rig.text(rig.address()))
                    .call("echo", new byte[] {1})
                    .get(30, TimeUnit.SECONDS);

            // then
            assertThat(reply.payload()).containsExactly(1);
            neverReleased.release(ForkJoinPool.getCommonPoolParallelism());
        }
    }

    @Test
    void shouldConnectThoughTheFirstDispatcherIsSilent() throws Exception {
        try (Rig rig = new Rig();
                DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            final String dispatchers = "127.0.0.1:" + silent.getLocalPort() + "," + Rig.text(rig.address());

            final Reply reply =
                    rig.client(dispatchers).call("echo", new byte[] {1}).get(30, TimeUnit.SECONDS);

            assertThat(reply.payload()).containsExactly(1);
        }
    }

    @Test
    void shouldRejectACallToAServiceNobodyOffers() throws Exception {
        try (Rig rig = new Rig()) {
            final Throwable failure =
                    failureOf(rig.client(Rig.text(rig.address())).call("nobody", new byte[0]));

            assertThat(failure).isInstanceOf(CallException.Rejected.class);
            assertThat(((CallException.Rejected) failure).reason()).isEqualTo(RejectReason.NO_WORKERS);
        }
    }

    @Test
    void shouldRejectAPayloadThatIsTooLarge() throws Exception {
        try (Rig rig = new Rig()) {
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            final Client client = rig.client(Rig.text(rig.address()));

            final Throwable failure = failureOf(client.call("echo", new byte[64 * 1024 + 1]));
            final Reply largest = client.call("echo", new byte[64 * 1024]).get(30, TimeUnit.SECONDS);

            assertThat(((CallException.Rejected) failure).reason()).isEqualTo(RejectReason.TOO_LARGE);
            assertThat(largest.payload()).hasSize(64 * 1024);
        }
    }

    @Test
    void shouldEndACallAtItsDeadlineAndTellTheHandler() throws Exception {
        try (Rig rig = new Rig()) {
            final Semaphore neverReleased = new Semaphore(0);
            rig.worker(Rig.text(rig.address()), "slow", request -> {
                neverReleased.tryAcquire(100, TimeUnit.MILLISECONDS);
                return new byte[0];
            });

            final Throwable failure = failureOf(
                    rig.client(Rig.text(rig.address())).call(Call.to("slow", "").withDeadline(Duration.ofMillis(10))));

            assertThat(failure).isInstanceOf(CallException.DeadlineExceeded.class);
        }
    }

    @Test
    void shouldTellTheHandlerThatTheCallerCancelled() throws Exception {
        try (Rig rig = new Rig()) {
            final CountDownLatch started = new CountDownLatch(1);
            final CompletableFuture<Boolean> sawCancel = new CompletableFuture<>();
            rig.worker(Rig.text(rig.address()), "slow", request -> {
                started.countDown();
                while (!request.isCancelled() && !request.timeLeft().isNegative()) {
                    Thread.onSpinWait();
                }
                sawCancel.complete(request.isCancelled());
                return new byte[0];
            });

            final CompletableFuture<Reply> call =
                    rig.client(Rig.text(rig.address())).call("slow", new byte[0]);
            started.await();
            call.cancel(false);

            assertThat(sawCancel.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldFinishWhatItHasWhenClosed() throws Exception {
        try (Rig rig = new Rig()) {
            final CountDownLatch started = new CountDownLatch(1);
            final Semaphore mayFinish = new Semaphore(0);
            final Worker worker = rig.worker(Rig.text(rig.address()), "slow", request -> {
                started.countDown();
                mayFinish.acquire();
                return new byte[] {1};
            });
            final CompletableFuture<Reply> call =
                    rig.client(Rig.text(rig.address())).call("slow", new byte[0]);
            started.await();

            final CompletableFuture<Void> closing = CompletableFuture.runAsync(worker::close);
            mayFinish.release();

            assertThat(call.get(30, TimeUnit.SECONDS).payload()).containsExactly(1);
            closing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldSayThatNothingListensThere() throws Exception {
        final int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        final String address = "127.0.0.1:" + port;

        assertThatThrownBy(() -> Client.builder(address)
                        .connectTimeout(Duration.ofMillis(300))
                        .connect())
                .isInstanceOf(ConnectException.class)
                .hasMessage("no dispatcher at " + address + ": nothing listens there");
        assertThatThrownBy(() -> Worker.builder(address)
                        .service("echo", request -> request.payload())
                        .connectTimeout(Duration.ofMillis(300))
                        .connect())
                .isInstanceOf(ConnectException.class)
                .hasMessage("no dispatcher at " + address + ": nothing listens there");
    }
}
