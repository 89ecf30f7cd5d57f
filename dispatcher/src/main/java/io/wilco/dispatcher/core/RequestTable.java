package io.wilco.dispatcher.core;

import io.wilco.wire.BlockPool;
import io.wilco.wire.Delivery;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests in the dispatcher, by slot: parallel arrays that grow up to a bound. The id a worker sees is the slot
 * with a generation above, so that a late reply is recognised.
 */
final class RequestTable {
    static final int NONE = SlotList.NONE;

    enum State {
        FREE,
        /** In the queue of its service. */
        QUEUED,
        /** In the list of its worker. */
        ASSIGNED,
        /** In the list of replies that wait for room in its client's link. */
        REPLYING
    }

    private static final int INITIAL_SLOTS = 256;

    private final int slotsMax;
    private final SlotLinks placeLinks = new SlotLinks();
    private final SlotLinks clientLinks = new SlotLinks();
    private final ClientRequestIndex byClient;
    private int capacity;
    private int size;
    private int firstFree = NONE;

    private int[] nextFree = new int[0];
    private int[] generations = new int[0];
    private State[] states = new State[0];
    private @Nullable ClientSession[] clients = new ClientSession[0];
    private @Nullable Service[] services = new Service[0];
    private @Nullable WorkerNode[] workers = new WorkerNode[0];
    private long[] clientRequestIds = new long[0];
    private long[] assignedNs = new long[0];
    private long[] deadlinesNs = new long[0];
    private long[] sequences = new long[0];
    private Delivery[] deliveries = new Delivery[0];
    private int[] attempts = new int[0];
    private int[] attemptsBefore = new int[0];
    private boolean[] mayHaveStarted = new boolean[0];
    private int[] blocks = new int[0];
    private int[] lengths = new int[0];
    private int[] serviceLengths = new int[0];

    /**
     * Creates an empty one.
     *
     * @param secret see {@link ClientRequestIndex}
     */
    RequestTable(final int slotsMax, final long secret) {
        this.slotsMax = slotsMax;
        byClient = new ClientRequestIndex(secret);
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
        firstFree = nextFree[slot];
        size++;
        states[slot] = State.QUEUED;
        clients[slot] = client;
        services[slot] = service;
        clientRequestIds[slot] = clientRequestId;
        deadlinesNs[slot] = deadlineNs;
        deliveries[slot] = delivery;
        attempts[slot] = 0;
        attemptsBefore[slot] = 0;
        mayHaveStarted[slot] = false;
        blocks[slot] = block;
        lengths[slot] = length;
        byClient.add(slot, client, clientRequestId);
        return slot;
    }

    void release(final int slot) {
        assert states[slot] != State.FREE;
        byClient.remove(slot);
        generations[slot]++;
        states[slot] = State.FREE;
        clients[slot] = null;
        services[slot] = null;
        workers[slot] = null;
        blocks[slot] = BlockPool.NONE;
        nextFree[slot] = firstFree;
        firstFree = slot;
        size--;
    }

    /** The id by which workers know the request. */
    long id(final int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    /** The slot of a request still here, or {@link #NONE}. */
    int slotOf(final long id) {
        final int slot = (int) id;
        return slot >= 0 && slot < capacity && generations[slot] == (int) (id >>> 32) && states[slot] != State.FREE
                ? slot
                : NONE;
    }

    /** The request that a client calls by this id, or {@link #NONE}. */
    int ofClient(final ClientSession client, final long clientRequestId) {
        int slot = byClient.first(client, clientRequestId);
        while (slot != NONE && (clients[slot] != client || clientRequestIds[slot] != clientRequestId)) {
            slot = byClient.after(slot);
        }
        return slot;
    }

    State state(final int slot) {
        return states[slot];
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
        return clientRequestIds[slot];
    }

    long assignedNs(final int slot) {
        return assignedNs[slot];
    }

    long deadlineNs(final int slot) {
        return deadlinesNs[slot];
    }

    /** Its number on the worker's link. */
    long sequence(final int slot) {
        return sequences[slot];
    }

    Delivery delivery(final int slot) {
        return deliveries[slot];
    }

    /** Assignments so far, by whomever. */
    int attempt(final int slot) {
        return attempts[slot];
    }

    /** Assignments by this dispatcher. */
    int ownAttempts(final int slot) {
        return attempts[slot] - attemptsBefore[slot];
    }

    /** Whether a worker that it was taken away from may have executed it: no one can say any more that it was not. */
    boolean mayHaveStarted(final int slot) {
        return mayHaveStarted[slot];
    }

    void onMayHaveStarted(final int slot) {
        mayHaveStarted[slot] = true;
    }

    /** Says how often the request was assigned before it came here, by other dispatchers. */
    void setAttemptsBefore(final int slot, final int count) {
        attempts[slot] = count;
        attemptsBefore[slot] = count;
    }

    /** The request's service name and payload; or, while replying, the reply's message. */
    int block(final int slot) {
        return blocks[slot];
    }

    int length(final int slot) {
        return lengths[slot];
    }

    void setBlock(final int slot, final int block, final int length) {
        blocks[slot] = block;
        lengths[slot] = length;
    }

    /** Of the service's name, with which the request's bytes begin. */
    int serviceLength(final int slot) {
        return serviceLengths[slot];
    }

    void setServiceLength(final int slot, final int length) {
        serviceLengths[slot] = length;
    }

    void onAssigned(final int slot, final WorkerNode worker, final long sequence, final long nowNs) {
        states[slot] = State.ASSIGNED;
        workers[slot] = worker;
        sequences[slot] = sequence;
        assignedNs[slot] = nowNs;
        attempts[slot]++;
    }

    void onQueued(final int slot) {
        states[slot] = State.QUEUED;
        workers[slot] = null;
    }

    void onReplying(final int slot) {
        states[slot] = State.REPLYING;
        workers[slot] = null;
    }

    private void grow() {
        assert capacity < slotsMax : "taken though full";
        final int from = capacity;
        capacity = Math.min(slotsMax, Math.max(INITIAL_SLOTS, from * 2));
        placeLinks.grow(capacity);
        clientLinks.grow(capacity);
        byClient.grow(from, capacity);
        nextFree = Arrays.copyOf(nextFree, capacity);
        generations = Arrays.copyOf(generations, capacity);
        states = Arrays.copyOf(states, capacity);
        clients = Arrays.copyOf(clients, capacity);
        services = Arrays.copyOf(services, capacity);
        workers = Arrays.copyOf(workers, capacity);
        clientRequestIds = Arrays.copyOf(clientRequestIds, capacity);
        assignedNs = Arrays.copyOf(assignedNs, capacity);
        deadlinesNs = Arrays.copyOf(deadlinesNs, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        deliveries = Arrays.copyOf(deliveries, capacity);
        attempts = Arrays.copyOf(attempts, capacity);
        attemptsBefore = Arrays.copyOf(attemptsBefore, capacity);
        mayHaveStarted = Arrays.copyOf(mayHaveStarted, capacity);
        blocks = Arrays.copyOf(blocks, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        serviceLengths = Arrays.copyOf(serviceLengths, capacity);
        Arrays.fill(states, from, capacity, State.FREE);
        for (int slot = capacity - 1; slot >= from; slot--) {
            nextFree[slot] = firstFree;
            firstFree = slot;
        }
    }
}
