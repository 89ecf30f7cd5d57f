package io.wilco.dispatcher.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a service, nearest first: those of the first tier in the own zone, those of the first tier elsewhere,
 * those of the second tier, and so on. A request goes to a farther group when all handlers of the nearer ones are busy.
 * Within a group the policy chooses.
 *
 * @param <T> what the caller knows a worker by
 */
public final class WorkerPool<T> {
    /** What an error counts for where latencies count, in usual service times. */
    private static final double ERROR_LATENCY = 100;

    private Function<WorkerGroup, Policy> policies;
    private final Typical typical = new Typical();
    private final List<Ring<T>> rings = new ArrayList<>();

    /** The workers of one rank. */
    private static final class Ring<T> {
        private final int rank;
        private final WorkerGroup group;
        private Policy policy;
        private final List<Member<T>> members = new ArrayList<>();

        Ring(final int rank, final WorkerGroup group, final Policy policy) {
            this.rank = rank;
            this.group = group;
            this.policy = policy;
        }
    }

    /** A worker's place in a pool. */
    public static final class Member<T> {
        private final T owner;
        private final WorkerLoad load;
        private final Ring<T> ring;
        private int index;

        Member(final T owner, final WorkerLoad load, final Ring<T> ring) {
            this.owner = owner;
            this.load = load;
            this.ring = ring;
        }

        public T owner() {
            return owner;
        }

        public WorkerLoad load() {
            return load;
        }
    }

    WorkerPool(final Function<WorkerGroup, Policy> policies) {
        this.policies = policies;
    }

    /**
     * Adds a worker.
     *
     * @param rank 0 or more; the lower, the nearer
     */
    public Member<T> add(final T owner, final WorkerLoad load, final int rank, final long nowNs) {
        final Ring<T> ring = ringOf(rank);
        final Member<T> member = new Member<>(owner, load, ring);
        member.index = ring.members.size();
        ring.members.add(member);
        ring.group.add(load);
        onChanged(member, nowNs);
        return member;
    }

    /** Chooses by others from now on. */
    void setPolicies(final Function<WorkerGroup, Policy> newPolicies, final long nowNs) {
        policies = newPolicies;
        for (final Ring<T> ring : rings) {
            ring.policy = policies.apply(ring.group);
            for (int i = 0; i < ring.members.size(); i++) {
                ring.policy.onChanged(i, nowNs);
            }
        }
    }

    private Ring<T> ringOf(final int rank) {
        int at = 0;
        while (at < rings.size() && rings.get(at).rank < rank) {
            at++;
        }
        if (at == rings.size() || rings.get(at).rank != rank) {
            final WorkerGroup group = new WorkerGroup(typical);
            rings.add(at, new Ring<>(rank, group, policies.apply(group)));
        }
        return rings.get(at);
    }

    /** Takes a worker out. */
    public void remove(final Member<T> member, final long nowNs) {
        final Ring<T> ring = member.ring;
        final int last = ring.members.size() - 1;
        ring.policy.onRemoving(member.index, last);
        ring.group.remove(member.index);
        final Member<T> moved = ring.members.get(last);
        ring.members.set(member.index, moved);
        moved.index = member.index;
        ring.members.remove(last);
        if (last == 0) {
            rings.remove(ring);
        } else if (moved != member) {
            onChanged(moved, nowNs);
        }
    }

    /** Says that a member's load has changed; so must be said before the next {@link #pick}. */
    public void onChanged(final Member<T> member, final long nowNs) {
        final Ring<T> ring = member.ring;
        ring.policy.onChanged(member.index, nowNs);
        ring.group.onChanged(member.index, nowNs);
    }

    /** A member has answered a request; {@link #onChanged} comes next. */
    public void onReply(final Member<T> member, final long latencyNs, final boolean isError, final long nowNs) {
        final Ring<T> ring = member.ring;
        final double log2 = Typical.log2(latencyNs);
        typical.onReply(member.load, log2, isError);
        if (!isError) {
            typical.longRunning().onRun(member.load.ranNs(latencyNs, nowNs));
            ring.group.onLatency(member.index, log2);
        }
        // Who fails at once is not fast.
        final long felt = isError ? Math.max(latencyNs, (long) (ERROR_LATENCY * typical.serviceNs())) : latencyNs;
        ring.policy.onReply(member.index, felt, nowNs);
    }

    /**
     * The worker that is to get the next request, or null if it is to wait.
     *
     * @param queued requests that wait, this one included
     */
    public @Nullable Member<T> pick(final long nowNs, final int queued) {
        if (rings.size() == 1) {
            return pick(rings.get(0), nowNs, queued);
        }
        for (int i = 0; i < rings.size(); i++) {
            final Ring<T> ring = rings.get(i);
            if (ring.group.freeHandlers() > 0) {
                final Member<T> member = pick(ring, nowNs, queued);
                if (member != null) {
                    return member;
                }
            }
        }
        for (int i = 0; i < rings.size(); i++) {
            final Member<T> member = pick(rings.get(i), nowNs, queued);
            if (member != null) {
                return member;
            }
        }
        return null;
    }

    private @Nullable Member<T> pick(final Ring<T> ring, final long nowNs, final int queued) {
        final int index = ring.policy.pick(nowNs, queued);
        return index == Policy.NONE ? null : ring.members.get(index);
    }

    /**
     * A worker that should be asked to give back the last request given to it, or null if none should;
     * {@link WorkerLoad#onAsked} and {@link #onChanged} come next.
     *
     * @param queued requests that wait
     */
    public @Nullable Member<T> pickForRecall(final long nowNs, final int queued) {
        for (int i = 0; i < rings.size(); i++) {
            final int index = rings.get(i).policy.pickForRecall(nowNs, queued);
            if (index != Policy.NONE) {
                return rings.get(i).members.get(index);
            }
        }
        return null;
    }

    /** When {@link #pickForRecall} picks one if nothing changes, or earlier; the greatest long if never. */
    public long recallNs(final int queued) {
        long recallNs = Long.MAX_VALUE;
        for (int i = 0; i < rings.size(); i++) {
            recallNs = Math.min(recallNs, rings.get(i).policy.recallNs(queued));
        }
        return recallNs;
    }

    /** How many there are, ready or not. */
    public int size() {
        int size = 0;
        for (int i = 0; i < rings.size(); i++) {
            size += rings.get(i).members.size();
        }
        return size;
    }

    /** Whether any of them is as asked for; looks at all. */
    public boolean hasAny(final Predicate<T> wanted) {
        return find(wanted) != null;
    }

    /** One of them that is as asked for, or null; looks at all. */
    public @Nullable T find(final Predicate<T> wanted) {
        for (final Ring<T> ring : rings) {
            for (final Member<T> member : ring.members) {
                if (wanted.test(member.owner)) {
                    return member.owner;
                }
            }
        }
        return null;
    }

    /** Tells of each of them. */
    public void forEach(final Consumer<T> told) {
        for (final Ring<T> ring : rings) {
            for (final Member<T> member : ring.members) {
                told.accept(member.owner);
            }
        }
    }

    /** How many may be given requests. */
    public int ready() {
        int ready = 0;
        for (int i = 0; i < rings.size(); i++) {
            ready += rings.get(i).group.ready();
        }
        return ready;
    }

    /** Handlers of those that are thought to have nothing to do. */
    public long freeHandlers() {
        long free = 0;
        for (int i = 0; i < rings.size(); i++) {
            free += rings.get(i).group.freeHandlers();
        }
        return free;
    }

    /** Handlers of those that may be given requests. */
    public long handlers() {
        long handlers = 0;
        for (int i = 0; i < rings.size(); i++) {
            handlers += rings.get(i).group.handlers();
        }
        return handlers;
    }

    /**
     * Requests completed in a nanosecond when all handlers are busy; 0 while unknown. By what each worker says or by
     * what is usual, whichever is less: the one follows chance, the other is late.
     */
    public double perNs() {
        double perNs = 0;
        for (int i = 0; i < rings.size(); i++) {
            perNs += rings.get(i).group.perNs();
        }
        final double usualNs = typical.serviceNs();
        return usualNs == 0 ? perNs : Math.min(perNs, (double) handlers() / usualNs);
    }

    /** The usual time in a handler; 0 while unknown. */
    public double serviceNs() {
        return typical.serviceNs();
    }

    /** The mean of the shares of requests that fail at the ready workers other than this one; 0 if there are none. */
    public double errorShareBut(final T owner) {
        double sum = 0;
        int count = 0;
        for (final Ring<T> ring : rings) {
            for (final Member<T> member : ring.members) {
                if (member.owner != owner && member.load.isReady()) {
                    sum += member.load.errorShare();
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** The share of requests that fail, lately, 0 to 1. */
    public double errorShare() {
        return typical.errorShare();
    }
}
