package io.wilco.dispatcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditWindowTest {
    private static final long MS = 1_000_000;
    private static final long ROUND_TRIP_NS = MS;

    private final CreditWindow window = new CreditWindow();

    @Test
    void shouldHaveNoBoundUntilThereIsTooMuch() {
        window.onCalm(0, ROUND_TRIP_NS, 1, 0);
        assertThat(window.isOpen()).isTrue();
        assertThat(window.size()).isEqualTo(CreditWindow.NONE);

        window.onExcess(1, 0, ROUND_TRIP_NS, 1_000, 0);
        assertThat(window.isOpen()).isFalse();
        assertThat(window.size()).isEqualTo(980);
    }

    @Test
    void shouldShrinkByTheExcessOnceInARoundTrip() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 1_000, 0);
        window.onExcess(5, MS - 1, ROUND_TRIP_NS, 1_000, MS - 1);
        assertThat(window.size()).isEqualTo(1_000);

        window.onExcess(5, MS, ROUND_TRIP_NS, 1_000, MS);
        assertThat(window.size()).isEqualTo(900);
    }

    @Test
    void shouldNotShrinkByARequestThatKnewNothingOfTheLastChange() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 1_000, 100 * MS);
        window.onExcess(5, 90 * MS, ROUND_TRIP_NS, 1_000, 300 * MS);
        assertThat(window.size()).isEqualTo(1_000);
    }

    @Test
    void shouldHalveAtTheMostAndNeverCloseEntirely() {
        window.onExcess(1_000, 0, ROUND_TRIP_NS, 1_000, 0);
        assertThat(window.size()).isEqualTo(500);
        for (int i = 1; i <= 20; i++) {
            window.onExcess(1_000, i * MS, ROUND_TRIP_NS, 1_000, i * MS);
        }
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void shouldGrowByOneSharedAmongTheClients() {
        window.onExcess(0, 0, ROUND_TRIP_NS, 10, 0);
        window.onCalm(MS, ROUND_TRIP_NS, 1, MS);
        assertThat(window.size()).isEqualTo(11);

        for (int i = 2; i <= 5; i++) {
            window.onCalm(i * MS, ROUND_TRIP_NS, 4, i * MS);
        }
        assertThat(window.size()).isEqualTo(12);
    }

    @Test
    void shouldDropItsBoundAfterASecondWithoutExcess() {
        window.onExcess(1, 0, ROUND_TRIP_NS, 10, 0);
        window.onCalm(999 * MS, ROUND_TRIP_NS, 1, 999 * MS);
        assertThat(window.isOpen()).isFalse();

        window.onCalm(1_000 * MS, ROUND_TRIP_NS, 1, 1_000 * MS);
        assertThat(window.isOpen()).isTrue();
    }
}
