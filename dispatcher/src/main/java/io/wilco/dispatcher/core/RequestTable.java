package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.SlotRecords.ASSIGNED_NS;
import static io.wilco.dispatcher.core.SlotRecords.ATTEMPTS;
import static io.wilco.dispatcher.core.SlotRecords.ATTEMPTS_BEFORE;
import static io.wilco.dispatcher.core.SlotRecords.BLOCK;
import static io.wilco.dispatcher.core.SlotRecords.CLIENT_REQUEST_ID;
import static io.wilco.dispatcher.core.SlotRecords.DEADLINE_NS;
import static io.wilco.dispatcher.core.SlotRecords.FLAGS;
import static io.wilco.dispatcher.core.SlotRecords.GENERATION;
import static io.wilco.dispatcher.core.SlotRecords.LENGTH;
import static io.wilco.dispatcher.core.SlotRecords.NEXT_FREE;
import static io.wilco.dispatcher.core.SlotRecords.SEQUENCE;
import static io.wilco.dispatcher.core.SlotRecords.SERVICE_LENGTH;
import static io.wilco.dispatcher.core.SlotRecords.STATE;

import io.wilco.wire.BlockPool;
import io.wilco.wire.Delivery;
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

    private static final int AT_LEAST_ONCE = 1;
    private static final int MAY_HAVE_STARTED = 2;

    private final int slotsMax;
    private final SlotRecords records = new SlotRecords();
    private final SlotLinks placeLinks = new SlotLinks(records, SlotRecords.PLACE_LINKS);
    private final SlotLinks clientLinks = new SlotLinks(records, SlotRecords.CLIENT_LINKS);
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

    /** A list for the slots of one client. */
    SlotList newClientList() {
        return new SlotList(clientLinks);
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
            final Delivery delivery,
            final int block,
            final int length) {
        if (firstFree == NONE) {
            grow();
        }
        final int slot = firstFree;
        firstFree = records.getInt(slot, NEXT_FREE);
        size++;
        clients[slot] = client;
        services[slot] = service;
        setState(slot, State.QUEUED);
        records.setInt(slot, FLAGS, delivery == Delivery.AT_LEAST_ONCE ? AT_LEAST_ONCE : 0);
        setBlock(slot, block, length);
        setAttemptsBefore(slot, 0);
        records.setLong(slot, CLIENT_REQUEST_ID, clientRequestId);
        records.setLong(slot, DEADLINE_NS, deadlineNs);
        byClient.add(slot, client, clientRequestId);
        return slot;
    }

    void release(final int slot) {
        assert state(slot) != State.FREE;
        byClient.remove(slot);
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
        return State.of(records.getInt(slot, STATE));
    }

    private void setState(final int slot, final State state) {
        records.setInt(slot, STATE, state.code);
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

    long assignedNs(final int slot) {
        return records.getLong(slot, ASSIGNED_NS);
    }

    long deadlineNs(final int slot) {
        return records.getLong(slot, DEADLINE_NS);
    }

    /** Its number on the worker's link. */
    long sequence(final int slot) {
        return records.getLong(slot, SEQUENCE);
    }

    Delivery delivery(final int slot) {
        return (records.getInt(slot, FLAGS) & AT_LEAST_ONCE) != 0 ? Delivery.AT_LEAST_ONCE : Delivery.AT_MOST_ONCE;
    }

    /** Assignments so far, by whomever. */
    int attempt(final int slot) {
        return records.getInt(slot, ATTEMPTS);
    }

    /** Assignments by this dispatcher. */
    int ownAttempts(final int slot) {
        return attempt(slot) - records.getInt(slot, ATTEMPTS_BEFORE);
    }

    /** Whether a worker that it was taken away from may have executed it: no one can say any more that it was not. */
    boolean mayHaveStarted(final int slot) {
        return (records.getInt(slot, FLAGS) & MAY_HAVE_STARTED) != 0;
    }

    void onMayHaveStarted(final int slot) {
        records.setInt(slot, FLAGS, records.getInt(slot, FLAGS) | MAY_HAVE_STARTED);
    }

    /** Says how often the request was assigned before it came here, by other dispatchers. */
    void setAttemptsBefore(final int slot, final int count) {
        records.setInt(slot, ATTEMPTS, count);
        records.setInt(slot, ATTEMPTS_BEFORE, count);
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
        return records.getInt(slot, SERVICE_LENGTH);
    }

    void setServiceLength(final int slot, final int length) {
        records.setInt(slot, SERVICE_LENGTH, length);
    }

    void onAssigned(final int slot, final WorkerNode worker, final long sequence, final long nowNs) {
        setState(slot, State.ASSIGNED);
        workers[slot] = worker;
        records.setLong(slot, SEQUENCE, sequence);
        records.setLong(slot, ASSIGNED_NS, nowNs);
        records.setInt(slot, ATTEMPTS, attempt(slot) + 1);
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
            byClient.add(slot, client(slot), clientRequestId(slot));
        }
        for (int slot = capacity - 1; slot >= from; slot--) {
            setState(slot, State.FREE);
            records.setInt(slot, NEXT_FREE, firstFree);
            firstFree = slot;
        }
    }
}
