package io.wilco.loadgen.balance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static List<String> ticks(final Scale scale) {
        return scale.ticks().stream().map(Scale::text).toList();
    }

    @Test
    void shouldPutTicksAtRoundNumbers() {
        assertThat(ticks(Scale.over(DoubleStream.of(0.5, 0.95), 0, 100)))
                .containsExactly("0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.9", "0.95");
        assertThat(ticks(Scale.fromZero(DoubleStream.of(100), 0, 100)))
                .containsExactly("0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100");
        assertThat(ticks(Scale.log(DoubleStream.of(4.6, 92.1), 0, 100)))
                .containsExactly("2", "5", "10", "20", "50", "100");
        assertThat(ticks(Scale.log(DoubleStream.of(2, 150_000), 0, 100)))
                .containsExactly("10", "100", "1000", "10000", "100000");
    }

    @Test
    void shouldBeThereAlsoIfThereIsNothingToShow() {
        assertThat(ticks(Scale.log(DoubleStream.of(0, 0), 0, 100))).containsExactly("1", "2", "5", "10");
        assertThat(ticks(Scale.log(DoubleStream.of(5, 5), 0, 100))).containsExactly("5", "10");
        assertThat(ticks(Scale.log(DoubleStream.of(0.02, 0.02), 0, 100))).containsExactly("0.02", "0.05");
        assertThat(Scale.fromZero(DoubleStream.of(0), 0, 100).high()).isEqualTo(1);
    }

    @Property
    void shouldHaveRoomForEveryValue(
            @ForAll @DoubleRange(min = 0.01, max = 1e9) final double one,
            @ForAll @DoubleRange(min = 0.01, max = 1e9) final double other) {
        for (final Scale scale : List.of(
                Scale.log(DoubleStream.of(one, other), 300, 10),
                Scale.fromZero(DoubleStream.of(one, other), 300, 10))) {
            assertThat(scale.at(one)).isBetween(10 - 1e-6, 300 + 1e-6);
            assertThat(scale.at(other)).isBetween(10 - 1e-6, 300 + 1e-6);
            assertThat(scale.ticks()).hasSizeBetween(2, 13).isSorted();
            assertThat(scale.at(scale.low())).isCloseTo(300, within(1e-6));
            assertThat(scale.at(scale.high())).isCloseTo(10, within(1e-6));
        }
    }
}
