package io.wilco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "7ns, PT0.000000007S",
        "250us, PT0.00025S",
        "5ms, PT0.005S",
        "10s, PT10S",
        "2m, PT2M",
        "1h, PT1H",
        "1.5s, PT1.5S",
        "0.25us, PT0.00000025S",
        "0, PT0S",
        "0ms, PT0S",
        "9223372036854775807ns, PT2562047H47M16.854775807S",
    })
    void shouldReadEveryUnit(final String text, final Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10x", "s", "-1s", "1 s", "1S", "1,5s", ".5s", "1.s", "1e3s", "PT1S", "٣s"})
    void shouldSayHowToWriteADuration(final String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("'%s' is not a duration; write 250us, 5ms, 10s or 2m", text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5ns, '0.5ns' is finer than a nanosecond",
        "1.0001us, '1.0001us' is finer than a nanosecond",
        "9223372036854775808ns, '9223372036854775808ns' is too long; at most 292 years",
        "2562048h, '2562048h' is too long; at most 292 years",
    })
    void shouldRefuseWhatNanosecondsCannotHold(final String text, final String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT1H30M, 90m", "PT1M30S, 90s", "PT0.0015S, 1500us", "PT0.000000001S, 1ns"})
    void shouldWriteTheLargestUnitThatLosesNothing(final Duration duration, final String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }
}
