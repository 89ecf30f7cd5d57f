package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against the formulae of RFC 9002, section 5, in floating point. */
class RttEstimatorProperties {
    @Property
    void shouldFollowTheFormulae(
            @ForAll @Size(min = 1, max = 50) final List<@IntRange(min = 1_000, max = 1_000_000_000) Integer> samples,
            @ForAll @IntRange(min = 0, max = 100_000) final int ackDelayNs) {
        // given
        final RttEstimator rtt = new RttEstimator();
        double min = Double.MAX_VALUE;
        double smoothed = 0;
        double variation = 0;

        for (int i = 0; i < samples.size(); i++) {
            // when
            final double latest = samples.get(i);
            rtt.onSample(samples.get(i), ackDelayNs);
            min = Math.min(min, latest);
            if (i == 0) {
                smoothed = latest;
                variation = latest / 2;
            } else {
                final double adjusted = latest >= min + ackDelayNs ? latest - ackDelayNs : latest;
                variation = 0.75 * variation + 0.25 * Math.abs(smoothed - adjusted);
                smoothed = 0.875 * smoothed + 0.125 * adjusted;
            }

            // then
            assertThat(rtt.latestNs()).isEqualTo(samples.get(i).longValue());
            assertThat((double) rtt.minNs()).isEqualTo(min);
            assertThat((double) rtt.smoothedNs()).isCloseTo(smoothed, within(20.0));
            assertThat((double) rtt.variationNs()).isCloseTo(variation, within(20.0));
        }
    }

    @Example
    void shouldAssumeSomethingBeforeTheFirstSample() {
        final RttEstimator rtt = new RttEstimator();
        assertThat(rtt.hasSample()).isFalse();
        assertThat(rtt.smoothedNs()).isEqualTo(RttEstimator.INITIAL_NS);
        assertThat(rtt.minNs()).isZero();
    }
}
