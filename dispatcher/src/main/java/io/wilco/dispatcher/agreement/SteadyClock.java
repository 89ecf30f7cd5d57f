package io.wilco.dispatcher.agreement;

import io.aeron.cluster.service.ClusterClock;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The time of day as of its making, and from then on as much later as the monotonic clock says: the cluster measures
 * time-outs with it too, and a wall clock that is set would end a leader's term.
 */
final class SteadyClock implements ClusterClock {
    private final long startMs = Clock.systemUTC().millis();
    private final long startNs = System.nanoTime();

    @Override
    public long time() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }
}
