package io.wilco.loadgen.load;

import io.wilco.link.TimerWheel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A number of requests open at all times. The place of a request that was refused stays empty as long as was asked for:
 * a loop that asks again at once would measure refusals only, and keep an overload going.
 */
final class ClosedLoopPacer implements Pacer {
    private static final long BACKOFF_MIN_NS = 1_000_000L;
    private static final long BACKOFF_MAX_NS = 1_000_000_000L;

    private final int outstanding;
    private final int[] freeIds;
    private final IntConsumer onBackoffOver = this::onBackoffOver;
    private int freeIdCount;
    private int ready;
    private @Nullable TimerWheel backoffs;

    ClosedLoopPacer(final int outstanding) {
        this.outstanding = outstanding;
        freeIds = new int[outstanding];
    }

    @Override
    public void begin(final long nowNs) {
        backoffs = new TimerWheel(BACKOFF_MIN_NS, nowNs);
        for (int i = 0; i < outstanding; i++) {
            freeIds[i] = i;
        }
        freeIdCount = outstanding;
        ready = outstanding;
    }

    @Override
    public long nextDueNs(final long nowNs) {
        if (backoffs == null) {
            return NEVER;
        }
        if (freeIdCount < outstanding) {
            backoffs.poll(nowNs, onBackoffOver, outstanding);
        }
        return ready > 0 ? nowNs : backoffs.nextDeadlineNs();
    }

    @Override
    public void onIssued() {
        ready--;
    }

    @Override
    public void onOutcome(final long nowNs, final long backoffNs) {
        if (backoffNs == 0 || backoffs == null) {
            ready++;
        } else {
            freeIdCount--;
            backoffs.schedule(
                    freeIds[freeIdCount], nowNs + Math.max(BACKOFF_MIN_NS, Math.min(BACKOFF_MAX_NS, backoffNs)));
        }
    }

    private void onBackoffOver(final int id) {
        freeIds[freeIdCount] = id;
        freeIdCount++;
        ready++;
    }
}
