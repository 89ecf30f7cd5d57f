package io.wilco.dispatcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongRunningTest {
    private static final long MS = 1_000_000;

    private final LongRunning longRunning = new LongRunning();
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void shouldKnowNothingAtFirst() {
        for (int i = 0; i < 127; i++) {
            longRunning.onRun(i < 100 ? MS : 100 * MS);
        }
        assertThat(longRunning.fromNs()).isEqualTo(LongRunning.NEVER);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10, 50, 200})
    void shouldTakeThoseForLongThatOutlastTheShortOnes(final int oneIn) {
        learn(() -> random.nextInt(oneIn) == 0 ? 100 * MS : MS + random.nextLong(MS / 10));

        assertThat(longRunning.fromNs()).isBetween(11 * MS / 10, 2 * MS);
    }

    @Test
    void shouldTakeNoneForLongIfAllAreAlike() {
        learn(() -> MS);
        assertThat(longRunning.fromNs()).isEqualTo(LongRunning.NEVER);
    }

    @Test
    void shouldHardlyTakeAnyForLongIfThePastSaysNothing() {
        for (int i = 0; i < 1_000; i++) {
            learn(() -> (long) (MS * random.nextExponential()));
            // Of exponential ones, one in 50 takes so long.
            assertThat(longRunning.fromNs()).isGreaterThan(4 * MS);
        }
    }

    @Test
    void shouldForgetWhatWas() {
        learn(() -> random.nextInt(10) == 0 ? 100 * MS : MS);
        for (int i = 0; i < 5; i++) {
            learn(() -> 100 * MS);
        }
        assertThat(longRunning.fromNs()).isEqualTo(LongRunning.NEVER);
    }

    private void learn(final LongSupplier timesNs) {
        for (int i = 0; i < 4_096; i++) {
            longRunning.onRun(timesNs.getAsLong());
        }
    }
}
