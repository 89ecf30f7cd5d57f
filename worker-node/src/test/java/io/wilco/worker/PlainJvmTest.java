package io.wilco.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.junit.jupiter.api.Test;

/** Who embeds a worker gives the JVM no flags; so these tests run without any, and what is used must work so. */
class PlainJvmTest {

    @Test
    void shouldRunWithoutFlags() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
                .noneMatch(argument -> argument.startsWith("--add-opens") || argument.startsWith("--add-exports"));
    }

    @Test
    void shouldUseTheTimerWheelAndTheCollectionsWithoutFlags() {
        final DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, 1 << 20, 16);
        final Long2ObjectHashMap<String> names = new Long2ObjectHashMap<>();

        names.put(wheel.scheduleTimer(5 << 20), "first");

        // Where nothing is due, the wheel turns by one tick a poll.
        for (int tick = 0; tick <= 6; tick++) {
            wheel.poll(6 << 20, (unit, nowNs, timerId) -> "first".equals(names.remove(timerId)), 10);
        }
        assertThat(names).isEmpty();
        assertThat(wheel.timerCount()).isZero();
    }
}
