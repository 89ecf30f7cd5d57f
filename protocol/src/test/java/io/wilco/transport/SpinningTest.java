package io.wilco.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinningTest {
    private static final long SHORT_NS = 40_000;
    private static final long LONG_NS = 5_000_000;

    private final Spinning spinning = Spinning.inTheMiddle();
    private long nowNs;

    /** A piece of work, then as many empty cycles as it takes to block. */
    private int spinsAfterWork(final long gapNs) {
        nowNs += gapNs;
        assertThat(spinning.isOver(nowNs, 1)).isFalse();
        int spins = 1;
        while (!spinning.isOver(nowNs, 0)) {
            spins++;
        }
        return spins;
    }

    private int spinsAfter(final int pieces, final long gapNs) {
        int spins = 0;
        for (int i = 0; i < pieces; i++) {
            spins = spinsAfterWork(gapNs);
        }
        return spins;
    }

    @Test
    void shouldLookOnForLongOnlyWhileGapsAreShort() {
        final int busy = spinsAfter(20, SHORT_NS);
        final int quiet = spinsAfter(20, LONG_NS);
        final int busyAgain = spinsAfter(20, SHORT_NS);

        assertThat(busy).isGreaterThan(10 * quiet);
        assertThat(quiet).isPositive();
        assertThat(busyAgain).isEqualTo(busy);
    }

    @Test
    void shouldNotBeMovedByOneGap() {
        final int busy = spinsAfter(20, SHORT_NS);

        assertThat(spinsAfterWork(LONG_NS)).isEqualTo(busy);
    }

    @Test
    void shouldBlockAgainAtOnceWhenItWokeForNothing() {
        spinsAfter(20, LONG_NS);

        assertThat(spinning.isOver(nowNs + LONG_NS, 0)).isTrue();
    }
}
