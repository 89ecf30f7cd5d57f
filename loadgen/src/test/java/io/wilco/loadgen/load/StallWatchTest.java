package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallWatchTest {
    private final StallWatch watch = new StallWatch();

    @Test
    void shouldMeasureTheLongestTimeBetweenReplies() {
        watch.onSent(0);
        watch.onSent(5);
        watch.onOk(10, 1);
        watch.onOk(40, 0);

        assertThat(watch.longestNs()).isEqualTo(30);
    }

    @Test
    void shouldNotCountTimeWithoutOpenRequests() {
        watch.onSent(0);
        watch.onOk(10, 0);
        watch.onSent(1_000);
        watch.onOk(1_020, 0);

        assertThat(watch.longestNs()).isEqualTo(20);
    }

    @Test
    void shouldCountAStallInWhichAllIsRefused() {
        watch.onSent(0);
        // Refused; the watch is not told, for that is no reply.
        watch.onSent(50);
        watch.onOk(70, 0);

        assertThat(watch.longestNs()).isEqualTo(70);
    }

    @Test
    void shouldCountAStallThatGoesOn() {
        watch.onSent(0);
        watch.look(80);

        assertThat(watch.longestNs()).isEqualTo(80);
    }

    @Test
    void shouldForgetWhatWasBefore() {
        watch.onSent(0);
        watch.onOk(500, 1);
        watch.reset(600);
        watch.onOk(610, 0);

        assertThat(watch.longestNs()).isEqualTo(10);
    }
}
