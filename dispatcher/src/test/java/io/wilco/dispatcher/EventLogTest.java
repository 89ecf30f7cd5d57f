package io.wilco.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.CloseReason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventLogTest {
    private static final long MS = 1_000_000;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06.789Z"), ZoneOffset.UTC);
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.7", 5_000);

    private final StringWriter text = new StringWriter();
    private final EventLog log = new EventLog(new PrintWriter(text), CLOCK);

    @Test
    void shouldWriteWhatHappensWithItsTime() {
        log.note("drain begins");
        log.onWorkerUp("w1", ADDRESS, 0);
        log.onWorkerSuspect("w1", 0);
        log.onWorkerRecovered("w1", 2, 0);
        log.onWorkerDown("w1", CloseReason.PEER_SILENT, 3, 0);
        log.onWorkerDown("w1", CloseReason.TOO_MANY_LINKS, 0, 0);

        assertThat(lines())
                .containsExactly(
                        "2026-02-03T04:05:06.789Z drain begins",
                        "2026-02-03T04:05:06.789Z worker w1 up at 10.0.0.7:5000",
                        "2026-02-03T04:05:06.789Z worker w1 suspect: it does not answer",
                        "2026-02-03T04:05:06.789Z worker w1 answers again; requests given to others: 2",
                        "2026-02-03T04:05:06.789Z worker w1 down: silent for too long; requests given to others: 3",
                        "2026-02-03T04:05:06.789Z worker w1 down: too many links; requests given to others: 0");
    }

    @Test
    void shouldNotBeFloodedByAWorkerThatComesAndGoes() {
        for (int i = 0; i < 500; i++) {
            log.onWorkerUp("w1", ADDRESS, -77);
            log.onWorkerDown("w1", CloseReason.NORMAL, 0, -77);
        }

        final List<String> lines = lines();
        assertThat(lines.stream().filter(line -> line.contains("worker w1"))).hasSize(EventLog.BURST);
        assertThat(leftOut(lines)).isEqualTo(1_000 - EventLog.BURST);
    }

    @Test
    void shouldWriteAgainAsTimeGoesBy() {
        for (int i = 0; i < 200; i++) {
            log.onWorkerSuspect("w1", i * 100L * MS);
        }

        // Fifty at once, and one each half second of the 19.9 that went by.
        final List<String> lines = lines();
        assertThat(lines.stream().filter(line -> line.contains("suspect"))).hasSize(EventLog.BURST + 39);
        assertThat(leftOut(lines)).isEqualTo(200 - EventLog.BURST - 39);
    }

    @Test
    void shouldHoldNobodyUpWhenNobodyReads() throws Exception {
        final CountDownLatch isRead = new CountDownLatch(1);
        final EventLog stuck = new EventLog(new PrintWriter(new StuckWriter(isRead)), CLOCK);
        stuck.start();

        for (int i = 0; i < 10_000; i++) {
            stuck.note("line " + i);
        }
        isRead.countDown();
        stuck.close();
    }

    private static int leftOut(final List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("... and "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .sum();
    }

    private List<String> lines() {
        log.start();
        log.close();
        return text.toString().lines().toList();
    }

    /** A pipe whose reader waits. */
    private static final class StuckWriter extends Writer {
        private final CountDownLatch isRead;

        StuckWriter(final CountDownLatch isRead) {
            this.isRead = isRead;
        }

        @Override
        public void write(final char[] buffer, final int offset, final int length) {
            try {
                isRead.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {
            // Nothing is kept.
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }
}
