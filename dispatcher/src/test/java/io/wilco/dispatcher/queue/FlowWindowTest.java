package io.wilco.dispatcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowWindowTest {
    private static final long MS = 1_000_000;
    private static final long ROUND_TRIP_NS = MS;

    private final FlowWindow window = new FlowWindow();

    @Test
    void shouldHaveNoBoundUntilThereIsTooMuch() {
        window.onCalm(0, ROUND_TRIP_NS, 1, 0);
        assertThat(window.hasBound(0)).isFalse();
        assertThat(window.size(0)).isZero();

        window.onExcess(1, 0, ROUND_TRIP_NS, 1_000, 0);
        assertThat(window.hasBound(0)).isTrue();
        assertThat(window.size(0)).isEqualTo(980);
    }

    @Test
    void shouldShrinkByTheExcessOnceInARoundTrip() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 1_000, 0);
        window.onExcess(5, MS - 1, ROUND_TRIP_NS, 1_000, MS - 1);
        assertThat(window.size(50 * MS)).isEqualTo(1_000);

        window.onExcess(5, MS, ROUND_TRIP_NS, 1_000, MS);
        assertThat(window.size(50 * MS)).isEqualTo(900);
    }

    @Test
    void shouldNotShrinkByARequestThatKnewNothingOfTheLastChange() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 1_000, 100 * MS);
        window.onExcess(5, 90 * MS, ROUND_TRIP_NS, 1_000, 300 * MS);
        assertThat(window.size(300 * MS)).isEqualTo(1_000);
    }

    @Test
    void shouldHalveAtTheMostAndNeverCloseEntirely() {
        window.onExcess(1_000, 0, ROUND_TRIP_NS, 1_000, 0);
        assertThat(window.size(50 * MS)).isEqualTo(500);
        for (int i = 1; i <= 20; i++) {
            window.onExcess(1_000, i * MS, ROUND_TRIP_NS, 1_000, i * MS);
        }
        assertThat(window.size(50 * MS)).isEqualTo(1);
    }

    @Test
    void shouldGrowByOneSharedAmongTheClients() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 10, 0);
        window.onCalm(MS, ROUND_TRIP_NS, 1, MS);
        assertThat(window.size(50 * MS)).isEqualTo(11);

        for (int i = 2; i <= 5; i++) {
            window.onCalm(i * MS, ROUND_TRIP_NS, 4, i * MS);
        }
        assertThat(window.size(50 * MS)).isEqualTo(12);
    }

    @Test
    void shouldDropItsBoundAfterASecondWithoutExcess() {
        window.onExcess(1, 0, ROUND_TRIP_NS, 10, 0);
        window.onCalm(999 * MS, ROUND_TRIP_NS, 1, 999 * MS);
        assertThat(window.hasBound(999 * MS)).isTrue();
        assertThat(window.hasBound(1_000 * MS)).isFalse();
        assertThat(window.size(1_000 * MS)).isZero();

        // And begins anew with what is open then.
        window.onExcess(0, 2_000 * MS, ROUND_TRIP_NS, 70, 2_000 * MS);
        assertThat(window.size(2_000 * MS)).isEqualTo(70);
    }
}
