package io.wilco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DurationsProperties {

    @Property
    void shouldReadWhatItWrote(@ForAll @LongRange(min = 0) final long ns) {
        final Duration duration = Duration.ofNanos(ns);

        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
}
