package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.RequestFields.BLOCK;
import static io.wilco.dispatcher.core.RequestFields.CLIENT_REQUEST_ID;
import static io.wilco.dispatcher.core.RequestFields.COUNTS;
import static io.wilco.dispatcher.core.RequestFields.DEADLINE_NS;
import static io.wilco.dispatcher.core.RequestFields.GENERATION;
import static io.wilco.dispatcher.core.RequestFields.LENGTH;
import static io.wilco.dispatcher.core.RequestFields.NEXT_FREE;
import static io.wilco.dispatcher.core.RequestFields.SEQUENCE;
import static io.wilco.dispatcher.core.RequestFields.SINCE_NS;
import static io.wilco.dispatcher.core.RequestFields.STATUS;
import static io.wilco.dispatcher.core.RequestFields.TWIN;

import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotLinks;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.dispatcher.queue.SlotRecords;
import io.wilco.wire.BlockPool;
import io.wilco.wire.Delivery;
import io.wilco.wire.RequestFlyweight;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests in the dispatcher, by slot: records that grow in number up to a bound. The id a worker sees is the slot
 * with a generation above, so that a late reply is recognised.
 */
final class RequestTable {
    static final int NONE = SlotList.NONE;

    enum State {
        FREE(0),
        /** In the queue of its service. */
        QUEUED(1),
        /** In the list of its worker. */
        ASSIGNED(2),
        /** In the list of replies that wait for room in its client's link. */
        REPLYING(3);

        private final int code;

        State(final int code) {
            this.code = code;
        }

        private static State of(final int code) {
            return switch (code) {
                case 0 -> FREE;
                case 1 -> QUEUED;
                case 2 -> ASSIGNED;
                default -> REPLYING;
            };
        }
    }

    private static final int INITIAL_SLOTS = 256;

    // The parts of the status: the state in the lowest bits, the flags that the request came with, those of its way
    // here.
    private static final int STATE_MASK = 3;
    private static final int FLAGS_SHIFT = 2;
    private static final int MAY_HAVE_STARTED = 1 << 8;
    private static final int IS_HEDGE = 1 << 9;
    private static final int IS_IN_HEDGE_LIST = 1 << 10;

    // The parts of the counts.
    private static final int SERVICE_LENGTH_MASK = 0xFF;
    private static final int ATTEMPTS_SHIFT = 8;
    private static final int ATTEMPTS_BEFORE_SHIFT = 20;
    private static final int ATTEMPTS_MASK = 0xFFF;

    private final int slotsMax;
    private final SlotRecords records = new SlotRecords(RequestFields.INTS_SHIFT, RequestFields.LONGS_SHIFT);
    private final SlotLinks placeLinks = new SlotLinks(records, RequestFields.PLACE_LINKS);
    private final SlotLinks clientLinks = new SlotLinks(records, RequestFields.CLIENT_LINKS);
    private final SlotLinks hedgeLinks = new SlotLinks(records, RequestFields.HEDGE_LINKS);
    private final ClientRequestIndex byClient;
    private @Nullable ClientSession[] clients = new ClientSession[0];
    private @Nullable Service[] services = new Service[0];
    private @Nullable WorkerNode[] workers = new WorkerNode[0];
    private int capacity;
    private int size;
    private int firstFree = NONE;

    /**
     * Creates an empty one.
     *
     * @param secret see {@link ClientRequestIndex}
     */
    RequestTable(final int slotsMax, final long secret) {
        this.slotsMax = slotsMax;
        byClient = new ClientRequestIndex(records, secret);
    }

    /** A list for slots in one of the {@link State}s. */
    SlotList newPlaceList() {
        return new SlotList(placeLinks);
    }

    /** What waits of one client in one queue. */
    Flow newFlow(final int priority) {
        return new Flow(priority, placeLinks);
    }

    /** What waits in a queue is in the flow of its client. */
    Flow flow(final int slot) {
        return client(slot).flow(service(slot), priority(slot));
    }

    /** A list for the slots of one client. */
    SlotList newClientList() {
        return new SlotList(clientLinks);
    }

    /** A list of what may be sent to a second worker. */
    SlotList newHedgeList() {
        return new SlotList(hedgeLinks);
    }

    SlotLinks placeLinks() {
        return placeLinks;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == slotsMax;
    }

    /** Takes a free slot, of which there must be one, in state {@link State#QUEUED}. */
    int take(
            final ClientSession client,
            final Service service,
            final long clientRequestId,
            final long deadlineNs,
            final int flags,
            final int block,
            final int length) {
        final int slot = take();
        clients[slot] = client;
        services[slot] = service;
        records.setInt(slot, STATUS, State.QUEUED.code | flags << FLAGS_SHIFT);
        records.setInt(slot, COUNTS, 0);
        setBlock(slot, block, length);
        records.setInt(slot, TWIN, NONE);
        records.setLong(slot, CLIENT_REQUEST_ID, clientRequestId);
        records.setLong(slot, DEADLINE_NS, deadlineNs);
        byClient.add(slot, client, clientRequestId);
        return slot;
    }

    private int take() {
        if (firstFree == NONE) {
            grow();
        }
        final int slot = firstFree;
        firstFree = records.getInt(slot, NEXT_FREE);
        size++;
        return slot;
    }

    void release(final int slot) {
        assert state(slot) != State.FREE;
        assert !isHedge(slot) && twin(slot) == NONE : "a second try ends before the request";
        byClient.remove(slot);
        free(slot);
    }

    private void free(final int slot) {
        records.setInt(slot, GENERATION, generation(slot) + 1);
        setState(slot, State.FREE);
        clients[slot] = null;
        services[slot] = null;
        workers[slot] = null;
        records.setInt(slot, BLOCK, BlockPool.NONE);
        records.setInt(slot, NEXT_FREE, firstFree);
        firstFree = slot;
        size--;
    }

    /** The id by which workers know the request. */
    long id(final int slot) {
        return (long) generation(slot) << 32 | slot;
    }

    private int generation(final int slot) {
        return records.getInt(slot, GENERATION);
    }

    /** The slot of a request still here, or {@link #NONE}. */
    int slotOf(final long id) {
        final int slot = (int) id;
        return slot >= 0 && slot < capacity && generation(slot) == (int) (id >>> 32) && state(slot) != State.FREE
                ? slot
                : NONE;
    }

    /** The request that a client calls by this id, or {@link #NONE}. */
    int ofClient(final ClientSession client, final long clientRequestId) {
        int slot = byClient.first(client, clientRequestId);
        while (slot != NONE && (clients[slot] != client || clientRequestId(slot) != clientRequestId)) {
            slot = byClient.after(slot);
        }
        return slot;
    }

    State state(final int slot) {
        return State.of(records.getInt(slot, STATUS) & STATE_MASK);
    }

    private void setState(final int slot, final State state) {
        records.setInt(slot, STATUS, (records.getInt(slot, STATUS) & ~STATE_MASK) | state.code);
    }

    ClientSession client(final int slot) {
        return Objects.requireNonNull(clients[slot]);
    }

    Service service(final int slot) {
        return Objects.requireNonNull(services[slot]);
    }

    /** The worker it is assigned to; null unless assigned. */
    @Nullable
    WorkerNode worker(final int slot) {
        return workers[slot];
    }

    long clientRequestId(final int slot) {
        return records.getLong(slot, CLIENT_REQUEST_ID);
    }

    /** When it was given to its worker; while it waits, when it came. */
    long sinceNs(final int slot) {
        return records.getLong(slot, SINCE_NS);
    }

    void setArrivedNs(final int slot, final long nowNs) {
        records.setLong(slot, SINCE_NS, nowNs);
    }

    /** 0 is served first. */
    int priority(final int slot) {
        return queueClass(flags(slot));
    }

    /** The class of the queue in which requests with these flags wait. */
    static int queueClass(final int flags) {
        return switch (RequestFlyweight.priorityOf(flags)) {
            case HIGH -> 0;
            case NORMAL -> 1;
            case LOW -> 2;
        };
    }

    long deadlineNs(final int slot) {
        return records.getLong(slot, DEADLINE_NS);
    }

    /** Its number on the worker's link. */
    long sequence(final int slot) {
        return records.getLong(slot, SEQUENCE);
    }

    Delivery delivery(final int slot) {
        return (flags(slot) & RequestFlyweight.AT_LEAST_ONCE_FLAG) != 0
                ? Delivery.AT_LEAST_ONCE
                : Delivery.AT_MOST_ONCE;
    }

    /** As the request came with them, to be passed on. */
    int flags(final int slot) {
        return records.getInt(slot, STATUS) >>> FLAGS_SHIFT & RequestFlyweight.FLAGS_MASK;
    }

    /** Assignments so far, by whomever. */
    int attempt(final int slot) {
        return records.getInt(slot, COUNTS) >>> ATTEMPTS_SHIFT & ATTEMPTS_MASK;
    }

    /** Assignments by this dispatcher. */
    int ownAttempts(final int slot) {
        return attempt(slot) - (records.getInt(slot, COUNTS) >>> ATTEMPTS_BEFORE_SHIFT);
    }

    /** Whether a worker that it was taken away from may have executed it: no one can say any more that it was not. */
    boolean mayHaveStarted(final int slot) {
        return (records.getInt(slot, STATUS) & MAY_HAVE_STARTED) != 0;
    }

    void onMayHaveStarted(final int slot) {
        setBit(slot, MAY_HAVE_STARTED, true);
    }

    private void setBit(final int slot, final int bit, final boolean isSet) {
        final int status = records.getInt(slot, STATUS);
        records.setInt(slot, STATUS, isSet ? status | bit : status & ~bit);
    }

    private boolean isSet(final int slot, final int bit) {
        return (records.getInt(slot, STATUS) & bit) != 0;
    }

    /** Whether it is the second try of a request that a worker has already. */
    boolean isHedge(final int slot) {
        return isSet(slot, IS_HEDGE);
    }

    boolean isInHedgeList(final int slot) {
        return isSet(slot, IS_IN_HEDGE_LIST);
    }

    void setInHedgeList(final int slot, final boolean isIn) {
        setBit(slot, IS_IN_HEDGE_LIST, isIn);
    }

    /** The other try of a request that two workers have, or {@link #NONE}. */
    int twin(final int slot) {
        return records.getInt(slot, TWIN);
    }

    /** Takes a slot for a second try of a request; the client does not know of it. There must be a free one. */
    int takeHedge(final int slot, final int block) {
        final int hedge = take();
        final int length = length(slot);
        records.setInt(hedge, STATUS, State.QUEUED.code | flags(slot) << FLAGS_SHIFT | IS_HEDGE);
        records.setInt(hedge, COUNTS, records.getInt(slot, COUNTS));
        setBlock(hedge, block, length);
        clients[hedge] = client(slot);
        services[hedge] = service(slot);
        records.setLong(hedge, CLIENT_REQUEST_ID, clientRequestId(slot));
        records.setLong(hedge, DEADLINE_NS, deadlineNs(slot));
        records.setInt(hedge, TWIN, slot);
        records.setInt(slot, TWIN, hedge);
        return hedge;
    }

    /** The second try is over. */
    void releaseHedge(final int hedge) {
        records.setInt(twin(hedge), TWIN, NONE);
        free(hedge);
    }

    /** Says how often the request was assigned before it came here, by other dispatchers. */
    void setAttemptsBefore(final int slot, final int count) {
        records.setInt(slot, COUNTS, serviceLength(slot) | count << ATTEMPTS_SHIFT | count << ATTEMPTS_BEFORE_SHIFT);
    }

    /** The request's service name and payload; or, while replying, the reply's message. */
    int block(final int slot) {
        return records.getInt(slot, BLOCK);
    }

    int length(final int slot) {
        return records.getInt(slot, LENGTH);
    }

    void setBlock(final int slot, final int block, final int length) {
        records.setInt(slot, BLOCK, block);
        records.setInt(slot, LENGTH, length);
    }

    /** Of the service's name, with which the request's bytes begin. */
    int serviceLength(final int slot) {
        return records.getInt(slot, COUNTS) & SERVICE_LENGTH_MASK;
    }

    void setServiceLength(final int slot, final int length) {
        records.setInt(slot, COUNTS, (records.getInt(slot, COUNTS) & ~SERVICE_LENGTH_MASK) | length);
    }

    void onAssigned(final int slot, final WorkerNode worker, final long sequence, final long nowNs) {
        setState(slot, State.ASSIGNED);
        workers[slot] = worker;
        records.setLong(slot, SEQUENCE, sequence);
        records.setLong(slot, SINCE_NS, nowNs);
        records.setInt(slot, COUNTS, records.getInt(slot, COUNTS) + (1 << ATTEMPTS_SHIFT));
    }

    void onQueued(final int slot) {
        setState(slot, State.QUEUED);
        workers[slot] = null;
    }

    void onReplying(final int slot) {
        setState(slot, State.REPLYING);
        workers[slot] = null;
    }

    private void grow() {
        assert capacity < slotsMax : "taken though full";
        final int from = capacity;
        capacity = Math.min(slotsMax, Math.max(INITIAL_SLOTS, from * 2));
        records.grow(capacity);
        clients = Arrays.copyOf(clients, capacity);
        services = Arrays.copyOf(services, capacity);
        workers = Arrays.copyOf(workers, capacity);
        byClient.clear(capacity);
        for (int slot = 0; slot < from; slot++) {
            // All are taken, or there would be no need to grow.
            if (!isHedge(slot)) {
                byClient.add(slot, client(slot), clientRequestId(slot));
            }
        }
        for (int slot = capacity - 1; slot >= from; slot--) {
            setState(slot, State.FREE);
            records.setInt(slot, NEXT_FREE, firstFree);
            firstFree = slot;
        }
    }
}
