package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTimesTest {
    @Test
    void shouldReadDistributions() {
        assertThat(ServiceTimes.parse("fixed:1ms")).isEqualTo(new ServiceTimes.Fixed(1_000_000));
        assertThat(ServiceTimes.parse("exp:250us")).isEqualTo(new ServiceTimes.Exponential(250_000));
        assertThat(ServiceTimes.parse("bimodal:50us, 500us, 0.1"))
                .isEqualTo(new ServiceTimes.Bimodal(50_000, 500_000, 0.1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1ms",
                "fixed",
                "fixed:",
                "fixed:1",
                "fixed:2h",
                "fixed:1ms,2ms",
                "gamma:1ms",
                "bimodal:1ms",
                "bimodal:1ms,2ms",
                "bimodal:1ms,2ms,1.5",
                "bimodal:1ms,2ms,NaN",
                "bimodal:1ms,2ms,10%"
            })
    void shouldSayHowToWriteThem(final String text) {
        assertThatThrownBy(() -> ServiceTimes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no distribution")
                .hasMessageContaining("fixed:1ms, exp:1ms or bimodal:50us,500us,0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"fixed:1ms 1000000 0", "exp:1ms 1000000 1", "bimodal:50us,500us,0.1 95000 1.42"})
    void shouldSampleWithTheirMeanAndDeviation(final String text, final double meanNs, final double deviation) {
        // given
        final ServiceTimes times = ServiceTimes.parse(text);
        final SplittableRandom random = new SplittableRandom(5);
        final int count = 400_000;

        // when
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            final double sample = times.sampleNs(random);
            sum += sample;
            squares += sample * sample;
        }

        // then
        final double mean = sum / count;
        assertThat(times.meanNs()).isEqualTo(meanNs);
        assertThat(mean).isCloseTo(meanNs, withPercentage(1));
        assertThat(Math.sqrt(Math.max(0, squares / count - mean * mean)) / mean)
                .isBetween(deviation * 0.98, deviation * 1.02 + 1e-6);
    }
}
