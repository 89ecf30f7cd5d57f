package io.wilco.worker.core;

import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests a worker has, by slot: waiting, in a handler, or with a reply that found no room yet. Parallel arrays,
 * which grow up to a bound. An execution's id is its slot with a generation above.
 */
final class ExecutionTable {
    static final int NONE = -1;

    enum State {
        FREE,
        QUEUED,
        EXECUTING,
        REPLYING
    }

    private static final int INITIAL_SLOTS = 64;

    private final int slotsMax;
    private int capacity;
    private int size;
    private int firstFree = NONE;

    private int[] generations = new int[0];
    private State[] states = new State[0];
    private @Nullable Link[] links = new Link[0];
    private long[] requestIds = new long[0];
    private long[] arrivedNs = new long[0];
    private long[] deadlinesNs = new long[0];
    private int[] attempts = new int[0];
    private int[] flags = new int[0];
    private int[] services = new int[0];
    private int[] blocks = new int[0];
    private int[] lengths = new int[0];
    private ReplyStatus[] statuses = new ReplyStatus[0];
    private RejectReason[] reasons = new RejectReason[0];
    private int[] nexts = new int[0];
    private @Nullable KeyedWork[] keyed = new KeyedWork[0];

    ExecutionTable(final int slotsMax) {
        this.slotsMax = slotsMax;
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /** A free slot, or {@link #NONE}. */
    int take(
            final State state,
            final Link link,
            final long requestId,
            final long nowNs,
            final long deadlineNs,
            final int attempt,
            final int flags,
            final int service) {
        if (firstFree == NONE && !grow()) {
            return NONE;
        }
        final int slot = firstFree;
        firstFree = nexts[slot];
        size++;
        states[slot] = state;
        links[slot] = link;
        requestIds[slot] = requestId;
        arrivedNs[slot] = nowNs;
        deadlinesNs[slot] = deadlineNs;
        attempts[slot] = attempt;
        this.flags[slot] = flags;
        services[slot] = service;
        blocks[slot] = BlockPool.NONE;
        lengths[slot] = 0;
        nexts[slot] = NONE;
        return slot;
    }

    void release(final int slot) {
        assert states[slot] != State.FREE;
        generations[slot]++;
        states[slot] = State.FREE;
        links[slot] = null;
        keyed[slot] = null;
        nexts[slot] = firstFree;
        firstFree = slot;
        size--;
    }

    long id(final int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    /** The slot of an execution in a handler, or {@link #NONE}. */
    int executing(final long id) {
        final int slot = (int) id;
        final boolean isKnown = slot >= 0
                && slot < capacity
                && generations[slot] == (int) (id >>> 32)
                && states[slot] == State.EXECUTING;
        return isKnown ? slot : NONE;
    }

    /** The slot of a request, or {@link #NONE}; looks at all of them, for cancelling is rare. */
    int find(final Link link, final long requestId) {
        for (int slot = 0; slot < capacity; slot++) {
            if (states[slot] != State.FREE && links[slot] == link && requestIds[slot] == requestId) {
                return slot;
            }
        }
        return NONE;
    }

    State state(final int slot) {
        return states[slot];
    }

    void setState(final int slot, final State state) {
        states[slot] = state;
    }

    /** Whom to reply to; null if the link has ended. */
    @Nullable
    Link link(final int slot) {
        return links[slot];
    }

    void onLinkEnded(final int slot) {
        links[slot] = null;
    }

    /** Somebody else waits for the reply now. */
    void setAsker(final int slot, final Link link, final long requestId) {
        links[slot] = link;
        requestIds[slot] = requestId;
    }

    /** Null if the request has no key. */
    @Nullable
    KeyedWork keyed(final int slot) {
        return keyed[slot];
    }

    void setKeyed(final int slot, final KeyedWork work) {
        keyed[slot] = work;
    }

    long requestId(final int slot) {
        return requestIds[slot];
    }

    long arrivedNs(final int slot) {
        return arrivedNs[slot];
    }

    long deadlineNs(final int slot) {
        return deadlinesNs[slot];
    }

    int attempt(final int slot) {
        return attempts[slot];
    }

    /** As they came with the request. */
    int flags(final int slot) {
        return flags[slot];
    }

    int service(final int slot) {
        return services[slot];
    }

    /** Memory with the payload of a waiting request, or of a waiting reply. */
    int block(final int slot) {
        return blocks[slot];
    }

    int length(final int slot) {
        return lengths[slot];
    }

    void setPayload(final int slot, final int block, final int length) {
        blocks[slot] = block;
        lengths[slot] = length;
    }

    ReplyStatus status(final int slot) {
        return statuses[slot];
    }

    RejectReason reason(final int slot) {
        return reasons[slot];
    }

    void setReply(final int slot, final ReplyStatus status, final RejectReason reason) {
        statuses[slot] = status;
        reasons[slot] = reason;
    }

    int next(final int slot) {
        return nexts[slot];
    }

    void setNext(final int slot, final int next) {
        nexts[slot] = next;
    }

    private boolean grow() {
        if (capacity == slotsMax) {
            return false;
        }
        final int from = capacity;
        capacity = Math.min(slotsMax, Math.max(INITIAL_SLOTS, from * 2));
        generations = Arrays.copyOf(generations, capacity);
        states = Arrays.copyOf(states, capacity);
        links = Arrays.copyOf(links, capacity);
        requestIds = Arrays.copyOf(requestIds, capacity);
        arrivedNs = Arrays.copyOf(arrivedNs, capacity);
        deadlinesNs = Arrays.copyOf(deadlinesNs, capacity);
        attempts = Arrays.copyOf(attempts, capacity);
        flags = Arrays.copyOf(flags, capacity);
        services = Arrays.copyOf(services, capacity);
        blocks = Arrays.copyOf(blocks, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        statuses = Arrays.copyOf(statuses, capacity);
        reasons = Arrays.copyOf(reasons, capacity);
        nexts = Arrays.copyOf(nexts, capacity);
        keyed = Arrays.copyOf(keyed, capacity);
        Arrays.fill(states, from, capacity, State.FREE);
        for (int slot = capacity - 1; slot >= from; slot--) {
            nexts[slot] = firstFree;
            firstFree = slot;
        }
        return true;
    }
}
