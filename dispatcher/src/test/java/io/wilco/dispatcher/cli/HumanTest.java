package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures as people read and write them. */
class HumanTest {
    @ParameterizedTest
    @CsvSource({"0,0", "812,812", "99999,99999", "100000,100k", "1234567,1.23M", "999600,1M", "5e12,5T"})
    void shouldWriteCounts(final double count, final String text) {
        assertThat(Human.count(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.5,0.5", "12.34,12.3", "999.4,999", "999.6,1k", "12345,12.3k", "1250000,1.25M"})
    void shouldWriteRates(final double rate, final String text) {
        assertThat(Human.rate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,-", "0.85,850ns", "1,1us", "12.34,12.3us", "1310,1.31ms", "46500,46.5ms", "1200000,1.2s"})
    void shouldWriteTimes(final double us, final String text) {
        assertThat(Human.micros(us)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59.9,59s", "200,3m20s", "8000,2h13m", "446400,5d4h"})
    void shouldWriteDurations(final double seconds, final String text) {
        assertThat(Human.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4k", "65616,65616", "512m,512m", "2G,2g", "1536k,1536k", "1024k,1m"})
    void shouldReadAndWriteSizes(final String written, final String text) {
        assertThat(ByteSize.parse(written)).hasToString(text);
        assertThat(ByteSize.parse(text)).isEqualTo(ByteSize.parse(written));
    }

    @Test
    void shouldNotReadWhatIsNoSize() {
        for (final String text : new String[] {"", "k", "1 k", "-1", "1kb", "1.5m", "99999999999999g"}) {
            assertThatThrownBy(() -> ByteSize.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ByteSize.parse("999999999999g")).hasMessage("'999999999999g' is too large");
    }
}
