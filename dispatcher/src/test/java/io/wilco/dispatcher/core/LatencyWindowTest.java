package io.wilco.dispatcher.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.IntCountsHistogram;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final long START = -5 * SECOND;

    private final LatencyWindow window = new LatencyWindow();
    private final IntCountsHistogram seen = LatencyWindow.newHistogram();

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(countAt(START)).isZero();
    }

    @Test
    void shouldShowTheLastTenSecondsAtLeastAndTwentyAtMost() {
        window.record(MS, START);
        window.record(2 * MS, START + 9 * SECOND);
        window.record(3 * MS, START + 11 * SECOND);

        assertThat(countAt(START + 11 * SECOND)).isEqualTo(3);
        assertThat(countAt(START + 20 * SECOND)).isEqualTo(3);
        assertThat(countAt(START + 22 * SECOND)).isEqualTo(1);
        assertThat(seen.getMaxValue()).isBetween(3 * MS - MS / 20, 3 * MS + MS / 20);
        assertThat(countAt(START + 33 * SECOND)).isZero();
    }

    @Test
    void shouldForgetAllAfterALongPause() {
        window.record(MS, START);
        window.record(MS, START + 12 * SECOND);

        assertThat(countAt(START + 100 * SECOND)).isZero();
        window.record(MS, START + 100 * SECOND);
        assertThat(countAt(START + 100 * SECOND)).isEqualTo(1);
    }

    @Test
    void shouldHoldLatenciesOfAnyLength() {
        window.record(-1, START);
        window.record(0, START);
        window.record(Long.MAX_VALUE, START);

        assertThat(countAt(START)).isEqualTo(3);
        assertThat(seen.getValueAtPercentile(99.9)).isBetween(3_570 * SECOND, 3_640 * SECOND);
    }

    @Test
    void shouldBeRightToAPercent() {
        for (int i = 1; i <= 1_000; i++) {
            window.record(i * MS, START);
        }
        window.read(seen, START);

        assertThat(seen.getValueAtPercentile(50)).isBetween(495 * MS, 505 * MS);
        assertThat(seen.getValueAtPercentile(99)).isBetween(980 * MS, 1_000 * MS);
    }

    private long countAt(final long nowNs) {
        window.read(seen, nowNs);
        return seen.getTotalCount();
    }
}
