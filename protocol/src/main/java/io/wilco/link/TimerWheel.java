package io.wilco.link;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One timer for each id of a small dense set (a link's index, a request's slot): a hashed timing wheel (Varghese, Lauck
 * 1987) with constant-time schedule and cancel, no allocation but for growth, and, unlike Agrona's, a
 * {@link #nextDeadlineNs} by which an idle process can block instead of ticking.
 *
 * <p>A timer fires at the end of the tick its deadline lies in: never early, late by at most a tick.
 */
public final class TimerWheel {
    private static final int NONE = -1;
    private static final int BUCKETS = 4_096;

    /** The list of timers that are due, behind the buckets. */
    private static final int DUE = BUCKETS;

    private static final long UNSCHEDULED = Long.MIN_VALUE;

    private final long tickNs;
    private final int[] heads = new int[BUCKETS + 1];
    private final long[] occupied = new long[BUCKETS / Long.SIZE];
    private int[] before = new int[0];
    private int[] after = new int[0];
    private int[] buckets = new int[0];
    private long[] deadlineTicks = new long[0];
    private long currentTick;

    /**
     * @param tickNs resolution, nanoseconds
     * @param nowNs current time
     */
    public TimerWheel(final long tickNs, final long nowNs) {
        this.tickNs = tickNs;
        this.currentTick = Math.floorDiv(nowNs, tickNs);
        Arrays.fill(heads, NONE);
    }

    /**
     * Sets the timer of {@code id}, instead of an earlier one of the same id.
     *
     * @param id 0 or more; memory is taken up to the highest id used
     */
    public void schedule(final int id, final long deadlineNs) {
        ensureCapacity(id);
        cancel(id);
        final long tick = Math.max(currentTick, tickAfter(deadlineNs));
        deadlineTicks[id] = tick;
        link(id, (int) (tick & BUCKETS - 1));
    }

    /** Whether the timer of {@code id} is set, and fires no later than one set to that deadline would. */
    public boolean firesBy(final int id, final long deadlineNs) {
        return id < deadlineTicks.length
                && deadlineTicks[id] != UNSCHEDULED
                && deadlineTicks[id] <= tickAfter(deadlineNs);
    }

    private long tickAfter(final long deadlineNs) {
        return Math.floorDiv(deadlineNs, tickNs) + 1;
    }

    /** Clears the timer of {@code id}, if it has one. */
    public void cancel(final int id) {
        if (id < deadlineTicks.length && deadlineTicks[id] != UNSCHEDULED) {
            unlink(id);
            deadlineTicks[id] = UNSCHEDULED;
        }
    }

    /**
     * Fires what is due, each timer once; a handler may schedule and cancel any timer.
     *
     * @param limit most timers fired in this call; the rest stays due
     * @return how many fired
     */
    public int poll(final long nowNs, final IntConsumer handler, final int limit) {
        final long nowTick = Math.floorDiv(nowNs, tickNs);
        if (nowTick >= currentTick) {
            collect(nowTick);
            currentTick = nowTick + 1;
        }
        int fired = 0;
        while (fired < limit && heads[DUE] != NONE) {
            final int id = heads[DUE];
            unlink(id);
            deadlineTicks[id] = UNSCHEDULED;
            handler.accept(id);
            fired++;
        }
        return fired;
    }

    private void collect(final long nowTick) {
        final long lastTick = Math.min(nowTick, currentTick + BUCKETS - 1);
        for (long tick = nextOccupied(currentTick, lastTick);
                tick <= lastTick;
                tick = nextOccupied(tick + 1, lastTick)) {
            int id = heads[(int) (tick & BUCKETS - 1)];
            while (id != NONE) {
                final int following = after[id];
                if (deadlineTicks[id] <= nowTick) {
                    unlink(id);
                    link(id, DUE);
                }
                id = following;
            }
        }
    }

    /**
     * No timer is due before this time; {@link Long#MAX_VALUE} without timers. May be too early (never too late) for
     * timers more than a turn of the wheel ahead.
     */
    public long nextDeadlineNs() {
        if (heads[DUE] != NONE) {
            return Long.MIN_VALUE;
        }
        final long lastTick = currentTick + BUCKETS - 1;
        final long tick = nextOccupied(currentTick, lastTick);
        return tick > lastTick ? Long.MAX_VALUE : tick * tickNs;
    }

    /** The first tick from {@code tick} to {@code lastTick} whose bucket is occupied, else beyond it. */
    private long nextOccupied(final long tick, final long lastTick) {
        long at = tick;
        while (at <= lastTick) {
            final long rest = occupied[(int) (at & BUCKETS - 1) >>> 6] >>> at;
            if (rest != 0) {
                return at + Long.numberOfTrailingZeros(rest);
            }
            at = (at | Long.SIZE - 1) + 1;
        }
        return lastTick + 1;
    }

    private void link(final int id, final int bucket) {
        final int head = heads[bucket];
        buckets[id] = bucket;
        before[id] = NONE;
        after[id] = head;
        if (head != NONE) {
            before[head] = id;
        }
        heads[bucket] = id;
        if (bucket != DUE) {
            occupied[bucket >>> 6] |= 1L << bucket;
        }
    }

    private void unlink(final int id) {
        final int bucket = buckets[id];
        if (before[id] == NONE) {
            heads[bucket] = after[id];
        } else {
            after[before[id]] = after[id];
        }
        if (after[id] != NONE) {
            before[after[id]] = before[id];
        }
        if (heads[bucket] == NONE && bucket != DUE) {
            occupied[bucket >>> 6] &= ~(1L << bucket);
        }
    }

    private void ensureCapacity(final int id) {
        final int length = deadlineTicks.length;
        if (id >= length) {
            final int capacity = Math.max(16, Integer.highestOneBit(id) * 2);
            before = Arrays.copyOf(before, capacity);
            after = Arrays.copyOf(after, capacity);
            buckets = Arrays.copyOf(buckets, capacity);
            deadlineTicks = Arrays.copyOf(deadlineTicks, capacity);
            Arrays.fill(deadlineTicks, length, capacity, UNSCHEDULED);
        }
    }
}
