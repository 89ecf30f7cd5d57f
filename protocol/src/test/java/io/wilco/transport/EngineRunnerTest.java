package io.wilco.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.link.Engine;
import io.wilco.link.IdleEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineRunnerTest {
    /** Far shorter than a runner without anything to do blocks, which is a minute. */
    private static final long LONG_S = 30;

    /** Does something at regular times, and notes whether it was ever called for nothing too early. */
    private static final class Clockwork implements Duty {
        private final long periodNs;
        private final CountDownLatch strokes;
        private long dueNs = System.nanoTime();
        private boolean isEarly;

        Clockwork(final long periodNs, final int strokes) {
            this.periodNs = periodNs;
            this.strokes = new CountDownLatch(strokes);
        }

        @Override
        public int doWork(final long nowNs) {
            if (nowNs < dueNs) {
                return 0;
            }
            isEarly |= System.nanoTime() < dueNs;
            dueNs += periodNs;
            strokes.countDown();
            return 1;
        }

        @Override
        public long nextDeadlineNs() {
            return dueNs;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {20_000, 300_000, 1_500_000, 20_000_000})
    void shouldWakeWhenADutyIsDue(final long periodNs) throws IOException, InterruptedException {
        // given
        final Clockwork clockwork = new Clockwork(periodNs, 20);

        // when
        try (EngineRunner runner = new EngineRunner("test").add(clockwork).start()) {
            // then
            assertThat(clockwork.strokes.await(LONG_S, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.failure()).isNull();
        }
        assertThat(clockwork.isEarly).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "40000, 7", "112640, 20", "100000000, 64"})
    void shouldTakeAPartOfWhatIsUnderWay(final long bytesInFlight, final int batch)
            throws IOException, InterruptedException {
        // given
        final DeepEngine engine = new DeepEngine(bytesInFlight);
        final CountingTransport transport = new CountingTransport();

        // when
        try (EngineRunner runner =
                new EngineRunner("test").add(engine, transport).start()) {
            assertThat(transport.cycles.await(LONG_S, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.failure()).isNull();
        }

        // then
        assertThat(transport.receiveLimit).isEqualTo(batch);
        assertThat(transport.trainMax).isEqualTo(batch);
    }

    /** Always has something under way, and something to do. */
    private static final class DeepEngine extends IdleEngine {
        private final long bytesInFlight;

        DeepEngine(final long bytesInFlight) {
            this.bytesInFlight = bytesInFlight;
        }

        @Override
        public long nextDeadlineNs() {
            return Long.MIN_VALUE;
        }

        @Override
        public long bytesInFlight() {
            return bytesInFlight;
        }
    }

    /** A network on which nothing ever happens. */
    private static final class CountingTransport implements Transport {
        private final CountDownLatch cycles = new CountDownLatch(3);
        private volatile int receiveLimit;
        private volatile int trainMax;

        @Override
        public void register(final Selector selector) {}

        @Override
        public int receive(final long nowNs, final Engine engine, final int limit) {
            receiveLimit = limit;
            cycles.countDown();
            return 0;
        }

        @Override
        public void trainMax(final int datagrams) {
            trainMax = datagrams;
        }

        @Override
        public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
            return null;
        }

        @Override
        public void commit(final InetSocketAddress peer, final int length) {}

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldWakeWhenToldTo() throws IOException, InterruptedException {
        // given a duty without a time of its own
        final CountDownLatch handedOver = new CountDownLatch(1);
        final CountDownLatch taken = new CountDownLatch(1);
        final Duty duty = nowNs -> {
            if (handedOver.getCount() > 0 || taken.getCount() == 0) {
                return 0;
            }
            taken.countDown();
            return 1;
        };
        try (EngineRunner runner = new EngineRunner("test").add(duty).start()) {
            // when
            handedOver.countDown();
            runner.wake();

            // then
            assertThat(taken.await(LONG_S, TimeUnit.SECONDS)).isTrue();
        }
    }
}
