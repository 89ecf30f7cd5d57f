package io.wilco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.client.core.ClientConfig;
import io.wilco.client.core.ClientEngine;
import io.wilco.transport.EngineRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers hand over, taken in by hand. No dispatcher is ever reached. */
class CallQueueTest {
    private static final long NOW_NS = 1_000_000_000L;

    private final AtomicInteger refused = new AtomicInteger();
    private final List<Runnable> completions = new ArrayList<>();
    private ClientEngine engine;
    private CallQueue queue;
    private EngineRunner runner;

    @BeforeEach
    void open() throws IOException {
        engine = new ClientEngine(
                ClientConfig.DEFAULT.withCallsMax(2),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)),
                (context, nowNs, outcome) -> ((PendingCall) context).complete(outcome, Runnable::run),
                new SplittableRandom(1),
                NOW_NS);
        queue = new CallQueue(engine, completions::add, refused::incrementAndGet);
        runner = new EngineRunner("never-started");
    }

    @AfterEach
    void close() {
        runner.close();
    }

    private PendingCall newCall() {
        return new PendingCall(Call.to("echo", "hi"), NOW_NS, queue, runner);
    }

    @Test
    void shouldEndACallOnTheClientsThreadWhenItIsCancelled() {
        // given
        final PendingCall call = newCall();
        queue.begin(call);
        queue.doWork(NOW_NS);

        // when
        call.cancel();
        assertThat(call.future()).isNotDone();
        queue.doWork(NOW_NS);

        // then
        assertThatThrownBy(call.future()::join).hasCauseInstanceOf(CallException.Cancelled.class);
        assertThat(engine.openCalls()).isZero();
        assertThat(refused).hasValue(0);
    }

    @Test
    void shouldEndACallThatItsCancellationOvertook() {
        // given: many calls begin at once, so that this one's turn comes after that of its cancellation
        final PendingCall call = newCall();
        call.cancel();
        queue.doWork(NOW_NS);
        assertThat(call.future()).isNotDone();

        // when
        queue.begin(call);
        queue.doWork(NOW_NS);

        // then
        assertThatThrownBy(call.future()::join).hasCauseInstanceOf(CallException.Cancelled.class);
        assertThat(engine.openCalls()).isZero();
        assertThat(refused).hasValue(0);
    }

    @Test
    void shouldLeaveItToTheExecutorToTellOfARefusal() {
        // given
        queue.begin(newCall());
        queue.begin(newCall());
        final PendingCall oneTooMany = newCall();
        queue.begin(oneTooMany);

        // when
        queue.doWork(NOW_NS);

        // then: what the caller does next must not run on the client's thread
        assertThat(oneTooMany.future()).isNotDone();
        assertThat(refused).hasValue(1);
        completions.forEach(Runnable::run);
        assertThatThrownBy(oneTooMany.future()::join).hasCauseInstanceOf(CallException.Rejected.class);
    }

    @Test
    void shouldBeginNothingWhoseFutureIsCancelled() {
        // given
        final PendingCall call = newCall();
        queue.begin(call);
        call.future().cancel(false);

        // when
        queue.doWork(NOW_NS);

        // then
        assertThat(engine.openCalls()).isZero();
        assertThat(refused).hasValue(1);
    }
}
