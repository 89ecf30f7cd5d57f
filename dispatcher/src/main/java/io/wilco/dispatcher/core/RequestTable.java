package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.RequestFields.BLOCK;
import static io.wilco.dispatcher.core.RequestFields.CLIENT_REQUEST_ID;
import static io.wilco.dispatcher.core.RequestFields.COUNTS;
import static io.wilco.dispatcher.core.RequestFields.DEADLINE_NS;
import static io.wilco.dispatcher.core.RequestFields.GENERATION;
import static io.wilco.dispatcher.core.RequestFields.NEXT_FREE;
import static io.wilco.dispatcher.core.RequestFields.SEQUENCE;
import static io.wilco.dispatcher.core.RequestFields.SINCE_NS;
import static io.wilco.dispatcher.core.RequestFields.STATUS;
import static io.wilco.dispatcher.core.RequestFields.TWIN;

import io.wilco.dispatcher.queue.Flow;
import io.wilco.wire.BlockPool;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests in the dispatcher, by slot: records that grow in number up to a bound. The id a worker sees is the slot
 * with a generation above, so that a late reply is recognised.
 */
final class RequestTable extends RequestRecords {
    private static final int INITIAL_SLOTS = 256;

    private final int slotsMax;
    private final ClientRequestIndex byClient;
    private @Nullable ClientSession[] clients = new ClientSession[0];
    private @Nullable Service[] services = new Service[0];
    private @Nullable Line[] lines = new Line[0];
    private @Nullable Flow[] flows = new Flow[0];
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

    /** Of its client, service and class. */
    Flow flow(final int slot) {
        return Objects.requireNonNull(flows[slot]);
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == slotsMax;
    }

    /** Takes a free slot, of which there must be one, in state {@link RequestState#QUEUED}. */
    int take(
            final ClientSession client,
            final Line line,
            final Flow flow,
            final long clientRequestId,
            final long deadlineNs,
            final int flags,
            final int block,
            final int length) {
        final int slot = take();
        clients[slot] = client;
        services[slot] = line.service();
        lines[slot] = line;
        flows[slot] = flow;
        flow.onOpened();
        records.setInt(slot, STATUS, RequestState.QUEUED.code | flags << FLAGS_SHIFT);
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
        assert state(slot) != RequestState.FREE;
        assert !isHedge(slot) && twin(slot) == NONE : "a second try ends before the request";
        byClient.remove(slot);
        flow(slot).onEnded();
        free(slot);
    }

    private void free(final int slot) {
        records.setInt(slot, GENERATION, generation(slot) + 1);
        setState(slot, RequestState.FREE);
        clients[slot] = null;
        services[slot] = null;
        lines[slot] = null;
        flows[slot] = null;
        workers[slot] = null;
        records.setInt(slot, BLOCK, BlockPool.NONE);
        records.setInt(slot, NEXT_FREE, firstFree);
        firstFree = slot;
        size--;
    }

    /** The slot of a request still here, or {@link #NONE}. */
    int slotOf(final long id) {
        final int slot = (int) id;
        return slot >= 0 && slot < capacity && generation(slot) == (int) (id >>> 32) && state(slot) != RequestState.FREE
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

    ClientSession client(final int slot) {
        return Objects.requireNonNull(clients[slot]);
    }

    Service service(final int slot) {
        return Objects.requireNonNull(services[slot]);
    }

    /** Where it waits, or waited last. */
    Line line(final int slot) {
        return Objects.requireNonNull(lines[slot]);
    }

    /** It is to wait elsewhere; it must be in no list. */
    void setLine(final int slot, final Line line, final Flow flow) {
        flow(slot).onEnded();
        lines[slot] = line;
        flows[slot] = flow;
        flow.onOpened();
    }

    /** The worker it is assigned to; null unless assigned. */
    @Nullable
    WorkerNode worker(final int slot) {
        return workers[slot];
    }

    /** Takes a slot for a second try of a request; the client does not know of it. There must be a free one. */
    int takeHedge(final int slot, final int block) {
        final int hedge = take();
        final int length = length(slot);
        records.setInt(hedge, STATUS, RequestState.QUEUED.code | flags(slot) << FLAGS_SHIFT | IS_HEDGE);
        records.setInt(hedge, COUNTS, records.getInt(slot, COUNTS));
        setBlock(hedge, block, length);
        clients[hedge] = client(slot);
        services[hedge] = service(slot);
        lines[hedge] = line(slot);
        flows[hedge] = flow(slot);
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

    void onAssigned(final int slot, final WorkerNode worker, final long sequence, final long nowNs) {
        setState(slot, RequestState.ASSIGNED);
        workers[slot] = worker;
        records.setLong(slot, SEQUENCE, sequence);
        records.setLong(slot, SINCE_NS, nowNs);
        records.setInt(slot, COUNTS, records.getInt(slot, COUNTS) + (1 << ATTEMPTS_SHIFT));
    }

    void onQueued(final int slot, final long nowNs) {
        setArrivedNs(slot, nowNs);
        setState(slot, RequestState.QUEUED);
        workers[slot] = null;
    }

    void onReplying(final int slot) {
        setState(slot, RequestState.REPLYING);
        workers[slot] = null;
    }

    private void grow() {
        assert capacity < slotsMax : "taken though full";
        final int from = capacity;
        capacity = Math.min(slotsMax, Math.max(INITIAL_SLOTS, from * 2));
        records.grow(capacity);
        clients = Arrays.copyOf(clients, capacity);
        services = Arrays.copyOf(services, capacity);
        lines = Arrays.copyOf(lines, capacity);
        flows = Arrays.copyOf(flows, capacity);
        workers = Arrays.copyOf(workers, capacity);
        byClient.clear(capacity);
        for (int slot = 0; slot < from; slot++) {
            // All are taken, or there would be no need to grow.
            if (!isHedge(slot)) {
                byClient.add(slot, client(slot), clientRequestId(slot));
            }
        }
        for (int slot = capacity - 1; slot >= from; slot--) {
            setState(slot, RequestState.FREE);
            records.setInt(slot, NEXT_FREE, firstFree);
            firstFree = slot;
        }
    }
}
