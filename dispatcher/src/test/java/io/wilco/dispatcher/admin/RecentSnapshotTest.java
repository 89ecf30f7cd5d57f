package io.wilco.dispatcher.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.core.DispatcherSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RecentSnapshotTest {
    private final DispatcherSnapshot snapshot = Snapshots.afterSeconds(1);
    private long nowNs = -5;
    private int asked;

    private final RecentSnapshot recent = new RecentSnapshot(this::ask, () -> nowNs);

    private DispatcherSnapshot ask(final Duration timeout) {
        asked++;
        return snapshot;
    }

    @Test
    void shouldAskTheEngineNowAndThenHoweverManyAskHere() throws TimeoutException, InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            assertThat(recent.get()).isSameAs(snapshot);
        }
        assertThat(asked).isEqualTo(1);

        nowNs += RecentSnapshot.AGE_MAX.toNanos() - 1;
        recent.get();
        assertThat(asked).isEqualTo(1);
        nowNs += 1;
        recent.get();
        assertThat(asked).isEqualTo(2);
    }
}
