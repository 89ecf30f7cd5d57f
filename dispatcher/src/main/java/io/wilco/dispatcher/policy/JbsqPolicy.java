package io.wilco.dispatcher.policy;

import java.util.Arrays;

/**
 * Join the bounded shortest queue (R2P2, ATC 2019): the request goes to a free handler; if there is none it waits in
 * the dispatcher, where the first one that becomes free finds it. Two exceptions:
 *
 * <p>A few more than a worker's handlers may be on their way to it ({@link WorkerLoad#bound}), so that it need not idle
 * while the word of a completion travels; but only when so many wait that the time won is worth more than the chance
 * lost to go to a worker that is done sooner.
 *
 * <p>If all that a worker runs are long requests ({@link LongRunning}), nothing is sent ahead to it unless as many wait
 * as there are handlers, and what was is asked back while less than half as many do.
 *
 * <p>A worker that is much slower than usual gets a request only when waiting for another one would take longer.
 */
final class JbsqPolicy implements Policy {
    /**
     * So many requests have to wait before one is sent ahead: this times √handlers × service time / round trip. Found
     * by simulation (docs/balancing.md); the optimum is flat.
     */
    private static final double AHEAD = 0.1;

    /** A slow worker is used when waiting for another one would take longer than this part of its time. */
    private static final double SLOW_WORTH = 0.5;

    /**
     * Added to the key of a worker that runs nothing but long ones. More than any crowding: that is below 2^32 requests
     * times {@link WorkerLoad#CROWDED}.
     */
    private static final long STUCK = 1L << 56;

    /** So many decisions, and one worker is looked at again. */
    private static final int REFRESH_EVERY = 8;

    private final WorkerGroup group;

    /** Workers with a free handler, the emptiest first. */
    private final Tournament free = new Tournament();

    /** Those without that may be sent one ahead, the emptiest first. */
    private final Tournament ahead = new Tournament();

    /** Slow ones that are not full, the one that would be done soonest first. */
    private final Tournament slow = new Tournament();

    /** Those that have been sent one ahead, the one that has gone on longest without starting one first. */
    private final Tournament behind = new Tournament();

    private int[] quickOf = new int[4];
    private long quickHandlers;
    private int refreshed;
    private int picks;

    /** Of so many handlers. */
    private long rootOf;

    private double root;

    JbsqPolicy(final WorkerGroup group) {
        this.group = group;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        if (index >= quickOf.length) {
            final int length = Math.max(index + 1, 2 * quickOf.length);
            quickOf = Arrays.copyOf(quickOf, length);
        }
        final WorkerLoad load = group.load(index);
        final double slower = group.slowness(index, nowNs);
        setQuick(index, slower > 1 || !load.isReady() ? 0 : load.concurrency());
        final boolean isOpen = load.canTake() && load.outstanding() < load.boundInNeed();
        final boolean isFree = load.outstanding() < load.concurrency();
        final long crowding = load.crowding(nowNs);
        free.set(index, isOpen && slower <= 1 && isFree ? load.filling(nowNs) : Tournament.OUT);
        ahead.set(index, isOpen && slower <= 1 && !isFree ? crowding : Tournament.OUT);
        behind.set(index, load.isAhead() ? load.startedNs() : Tournament.OUT);
        slow.set(
                index,
                isOpen && slower > 1 ? (long) (slower * Math.max(WorkerLoad.CROWDED, crowding)) : Tournament.OUT);
    }

    private void setQuick(final int index, final int handlers) {
        quickHandlers += handlers - quickOf[index];
        quickOf[index] = handlers;
    }

    @Override
    public void onRemoving(final int index, final int last) {
        setQuick(index, 0);
        quickOf[index] = quickOf[last];
        quickOf[last] = 0;
        free.remove(index, last);
        ahead.remove(index, last);
        behind.remove(index, last);
        slow.remove(index, last);
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        // What others do at a worker, and that it was slow, is forgotten in time: somebody has to look.
        if (++picks % REFRESH_EVERY == 0) {
            refreshed = group.after(refreshed);
            if (refreshed < group.size()) {
                onChanged(refreshed, nowNs);
            }
        }
        final int index = free.winner();
        if (index != NONE) {
            free.moveBack(index, group.load(index).weight());
            return index;
        }
        return pickBeyond(nowNs, queued);
    }

    /** No handler is free but those of slow workers. */
    private int pickBeyond(final long nowNs, final int queued) {
        final int slowest = slow.winner();
        if (slowest != NONE && isSlowWorth(slowest, queued)) {
            slow.moveBack(slowest, group.load(slowest).weight());
            return slowest;
        }
        final int next = soonest(nowNs);
        if (next != NONE && ahead.key(next) >= STUCK && queued < group.handlers()) {
            return NONE;
        }
        if (next != NONE && queued >= waitingFor(group.load(next))) {
            ahead.moveBack(next, group.load(next).weight());
            return next;
        }
        return NONE;
    }

    /**
     * The emptiest of those that may be sent one ahead; one that runs nothing but long ones only if there is no other.
     */
    private int soonest(final long nowNs) {
        final long longNs = group.typical().longRunning().fromNs();
        int index = ahead.winner();
        while (index != NONE
                && longNs != LongRunning.NEVER
                && ahead.key(index) < STUCK
                && nowNs - group.load(index).startedNs() > longNs) {
            ahead.set(index, ahead.key(index) + STUCK);
            index = ahead.winner();
        }
        return index;
    }

    @Override
    public int pickForRecall(final long nowNs, final int queued) {
        return recallNs(queued) <= nowNs ? behind.winner() : NONE;
    }

    @Override
    public long recallNs(final int queued) {
        final long longNs = group.typical().longRunning().fromNs();
        // Half of the queue at which requests are sent ahead to any worker: what comes back makes it longer by one, and
        // must not be sent there again.
        final boolean isWorthwhile = 2L * (queued + 1) <= group.handlers();
        final int index = isWorthwhile && longNs != LongRunning.NEVER ? behind.winner() : NONE;
        return index == NONE ? Long.MAX_VALUE : group.load(index).startedNs() + longNs;
    }

    private boolean isSlowWorth(final int index, final int queued) {
        final double finish = (double) slow.key(index) / WorkerLoad.CROWDED;
        return quickHandlers == 0 || 1 + (double) queued / quickHandlers > SLOW_WORTH * finish;
    }

    /** How many have to wait before one is sent to a worker whose handlers are busy. */
    private double waitingFor(final WorkerLoad load) {
        if (load.outstanding() >= load.bound()) {
            // Enough is on its way, unless chance has it otherwise: as many as the workers can hold should wait.
            return (double) group.handlers();
        }
        if (load.roundTripNs() == 0 || load.serviceTimeNs() == 0) {
            return 0;
        }
        if (group.handlers() != rootOf) {
            rootOf = group.handlers();
            root = Math.sqrt((double) rootOf);
        }
        return AHEAD * root * load.serviceTimeNs() / load.roundTripNs();
    }
}
