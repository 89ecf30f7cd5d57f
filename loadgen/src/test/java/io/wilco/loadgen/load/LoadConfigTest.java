package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoadConfigTest {
    @Test
    void shouldHaveRoomForTheWholeLoop() {
        final LoadConfig config = LoadConfigs.with(new Pacing.ClosedLoop(10), 4, 65_536);

        assertThat(config.clientConfig(0).callsMax()).isEqualTo(3);
        assertThat(config.clientConfig(3).callsMax()).isEqualTo(2);
        assertThat(config.clientConfig(0).keptBytesMax()).isGreaterThanOrEqualTo(3 * 131_072);
    }

    @Test
    void shouldNameTheOptionThatIsOutOfBounds() {
        assertRefused(new Pacing.ClosedLoop(0), 1, 64, "--outstanding 0 is not in 1..1048576");
        assertRefused(new Pacing.ClosedLoop(3), 4, 64, "--outstanding 3 is over all clients; it must be at least");
        assertRefused(new Pacing.ClosedLoop(3), 0, 64, "--clients 0 is not in 1..1024");
        assertRefused(new Pacing.ClosedLoop(1), 1, 7, "--payload 7 is too small; at least 8 bytes");
        assertRefused(new Pacing.ClosedLoop(1), 1, 65_537, "--payload 65537 is too large; at most 65536");
        assertRefused(new Pacing.ClosedLoop(100_000), 1, 65_536, "take more than 1 GiB");
        assertRefused(open(0), 1, 64, "--rate 0 is not above 0");
        assertRefused(open(Double.NaN), 1, 64, "--rate NaN");
        assertRefused(open(1e9), 1, 64, "at most 10000000 requests a second");
        assertThatThrownBy(() -> LoadConfigs.withServiceTimes(new ServiceTimes.Fixed(1), 15))
                .hasMessageContaining("--payload 15 is too small; at least 16 bytes: 8 for the service time, 8 for");
    }

    private static Pacing open(final double rate) {
        return new Pacing.OpenLoop(rate, Arrivals.POISSON);
    }

    private static void assertRefused(final Pacing pacing, final int clients, final int payload, final String why) {
        assertThatThrownBy(() -> LoadConfigs.with(pacing, clients, payload))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
