package io.wilco.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.client.Call;
import io.wilco.client.Client;
import io.wilco.client.Reply;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.transport.ListeningTransport;
import io.wilco.wire.Delivery;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dispatcher on its thread, behind a real socket. */
@Timeout(60)
class DispatcherTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void shouldServeOverARealSocket() throws Exception {
        try (Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
                LocalWorker worker = LocalWorker.echo(dispatcher, "w1");
                Client client = Client.connect(Addresses.text(dispatcher.address()))) {
            final Reply reply = client.call(Call.to("echo", "hello".getBytes(StandardCharsets.UTF_8))
                            .withDeadline(LONG))
                    .get();

            assertThat(new String(reply.payload(), StandardCharsets.UTF_8)).isEqualTo("hello");
            final DispatcherSnapshot snapshot = dispatcher.snapshot(LONG);
            assertThat(snapshot.ok()).isEqualTo(1);
            assertThat(snapshot.workers()).hasSize(1);
            assertThat(snapshot.workers().get(0).address()).isEqualTo(worker.address());
            assertThat(dispatcher.failure()).isNull();
        }
    }

    @Test
    void shouldDrainWhenNothingIsOpen() throws Exception {
        try (Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT)) {
            assertThat(dispatcher.drain(LONG)).isTrue();
            assertThat(dispatcher.snapshot(LONG).state()).isEqualTo("draining");
        }
    }

    @Test
    void shouldFinishWhatIsOpenBeforeItIsDrained() throws Exception {
        final Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
        try (dispatcher;
                Client client = Client.connect(Addresses.text(dispatcher.address()))) {
            final LocalWorker lost = LocalWorker.silent(dispatcher, "w1");
            final CompletableFuture<Reply> call =
                    client.call(Call.to("echo", new byte[0]).withDeadline(LONG).withDelivery(Delivery.AT_LEAST_ONCE));
            while (dispatcher.snapshot(LONG).workers().get(0).outstanding() == 0) {
                Thread.onSpinWait();
            }
            // The worker says goodbye: only the one that is there already can finish the request.
            try (LocalWorker other = LocalWorker.echo(dispatcher, "w2")) {
                assertThat(dispatcher.drain(Duration.ZERO)).isFalse();
                lost.close();
                assertThat(dispatcher.drain(LONG)).isTrue();
                assertThat(call.get().attempts()).isEqualTo(2);
                assertThat(other.address()).isNotEqualTo(lost.address());
            }
        }
    }

    @Test
    void shouldGiveUpDrainingWhenTheTimeIsOver() throws Exception {
        final Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
        try (dispatcher;
                LocalWorker worker = LocalWorker.silent(dispatcher, "w1");
                Client client = Client.builder(Addresses.text(dispatcher.address()))
                        .closeTimeout(Duration.ofMillis(1))
                        .connect()) {
            final CompletableFuture<Reply> call =
                    client.call(Call.to("echo", new byte[0]).withDeadline(LONG));
            while (dispatcher.snapshot(LONG).workers().get(0).outstanding() == 0) {
                Thread.onSpinWait();
            }

            assertThat(dispatcher.drain(Duration.ofMillis(50))).isFalse();
            assertThat(dispatcher.snapshot(LONG).requests()).isEqualTo(1);
            assertThat(call).isNotDone();
            assertThat(worker.address()).isNotNull();
        }
    }

    @Test
    void shouldSayThatThePortIsInUse() throws Exception {
        try (Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT)) {
            assertThatThrownBy(() -> Dispatcher.start(DispatcherConfig.DEFAULT, dispatcher.address()))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void shouldFreeThePortWhenItIsClosed() throws Exception {
        final Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
        dispatcher.close();
        dispatcher.close();
        dispatcher.awaitEnd();

        Dispatcher.start(DispatcherConfig.DEFAULT, dispatcher.address()).close();
        assertThatThrownBy(() -> dispatcher.snapshot(LONG)).isInstanceOf(TimeoutException.class);
        assertThat(dispatcher.drain(LONG)).isFalse();
    }

    @Test
    void shouldTellWhatEndedTheEngine() throws Exception {
        final DispatcherListener defect = new DispatcherListener() {
            @Override
            public void onWorkerUp(final String id, final InetSocketAddress address, final long nowNs) {
                throw new IllegalStateException("a defect, on purpose, by a test");
            }
        };
        try (Dispatcher dispatcher = Dispatcher.start(
                        DispatcherConfig.DEFAULT, new ListeningTransport(ANY_PORT, 1_408), socket -> socket, defect);
                LocalWorker worker = LocalWorker.start(dispatcher.address(), "w1")) {
            dispatcher.awaitEnd();

            assertThat(worker.isRegistered()).isFalse();
            assertThat(dispatcher.failure()).hasMessage("a defect, on purpose, by a test");
            assertThatThrownBy(() -> dispatcher.snapshot(LONG))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("ended");
        }
    }

    @Test
    void shouldRefuseMoreTasksThanItHasRoomFor() throws Exception {
        final EngineTasks tasks = new EngineTasks(null);
        for (int i = 0; i < EngineTasks.TASKS_MAX; i++) {
            assertThat(tasks.submit((engine, nowNs) -> nowNs)).isNotDone();
        }

        final CompletableFuture<Long> refused = tasks.submit((engine, nowNs) -> nowNs);

        assertThat(refused).isCompletedExceptionally();
        assertThat(tasks.doWork(7)).isEqualTo(EngineTasks.TASKS_MAX);
        assertThat(tasks.doWork(7)).isZero();
        final CompletableFuture<Long> taken = tasks.submit((engine, nowNs) -> nowNs);
        assertThat(tasks.doWork(8)).isEqualTo(1);
        assertThat(taken.get(0, TimeUnit.SECONDS)).isEqualTo(8);
    }

    @Test
    void shouldGoOnAfterATaskThatFailed() {
        final EngineTasks tasks = new EngineTasks(null);
        final CompletableFuture<Long> failing = tasks.submit((engine, nowNs) -> {
            throw new IllegalStateException("no");
        });
        final CompletableFuture<Long> next = tasks.submit((engine, nowNs) -> nowNs);

        tasks.doWork(3);

        assertThat(failing).isCompletedExceptionally();
        assertThat(next).isCompletedWithValue(3L);
    }
}
