package io.wilco.dispatcher.core;

import static io.wilco.dispatcher.core.RequestFields.BLOCK;
import static io.wilco.dispatcher.core.RequestFields.CLIENT_REQUEST_ID;
import static io.wilco.dispatcher.core.RequestFields.COUNTS;
import static io.wilco.dispatcher.core.RequestFields.DEADLINE_NS;
import static io.wilco.dispatcher.core.RequestFields.GENERATION;
import static io.wilco.dispatcher.core.RequestFields.LENGTH;
import static io.wilco.dispatcher.core.RequestFields.SEQUENCE;
import static io.wilco.dispatcher.core.RequestFields.SINCE_NS;
import static io.wilco.dispatcher.core.RequestFields.STATUS;
import static io.wilco.dispatcher.core.RequestFields.TWIN;

import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotLinks;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.dispatcher.queue.SlotRecords;
import io.wilco.wire.Delivery;
import io.wilco.wire.RequestFlyweight;

/** What is known of each request, by slot, packed; and the lists that go through the slots. */
class RequestRecords {
    static final int NONE = SlotList.NONE;

    // The parts of the status: the state in the lowest bits, the flags that the request came with, those of its way
    // here.
    static final int STATE_MASK = 3;
    static final int FLAGS_SHIFT = 2;
    static final int MAY_HAVE_STARTED = 1 << 8;
    static final int IS_HEDGE = 1 << 9;
    static final int IS_IN_HEDGE_LIST = 1 << 10;
    static final int WAS_ASKED_BACK = 1 << 11;

    // The parts of the counts.
    static final int SERVICE_LENGTH_MASK = 0xFF;
    static final int ATTEMPTS_SHIFT = 8;
    static final int ATTEMPTS_BEFORE_SHIFT = 20;
    static final int ATTEMPTS_MASK = 0xFFF;

    final SlotRecords records = new SlotRecords(RequestFields.INTS_SHIFT, RequestFields.LONGS_SHIFT);
    private final SlotLinks placeLinks = new SlotLinks(records, RequestFields.PLACE_LINKS);
    private final SlotLinks clientLinks = new SlotLinks(records, RequestFields.CLIENT_LINKS);
    private final SlotLinks hedgeLinks = new SlotLinks(records, RequestFields.HEDGE_LINKS);

    /** A list for slots in one of the {@link RequestState}s. */
    SlotList newPlaceList() {
        return new SlotList(placeLinks);
    }

    /** What waits of one client in one queue. */
    Flow newFlow(final int priority) {
        return new Flow(priority, placeLinks);
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

    /** The id by which workers know the request. */
    long id(final int slot) {
        return (long) generation(slot) << 32 | slot;
    }

    int generation(final int slot) {
        return records.getInt(slot, GENERATION);
    }

    RequestState state(final int slot) {
        return RequestState.of(records.getInt(slot, STATUS) & STATE_MASK);
    }

    void setState(final int slot, final RequestState state) {
        records.setInt(slot, STATUS, (records.getInt(slot, STATUS) & ~STATE_MASK) | state.code);
    }

    long clientRequestId(final int slot) {
        return records.getLong(slot, CLIENT_REQUEST_ID);
    }

    /** When it was given to its worker; while it waits, since when. */
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

    /** Whether it is for the owner of a shard. */
    boolean isKeyed(final int slot) {
        return RequestFlyweight.isKeyed(flags(slot));
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

    void setBit(final int slot, final int bit, final boolean isSet) {
        final int status = records.getInt(slot, STATUS);
        records.setInt(slot, STATUS, isSet ? status | bit : status & ~bit);
    }

    boolean isSet(final int slot, final int bit) {
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

    /** Whether a worker was asked to give it back; at most once. */
    boolean wasAskedBack(final int slot) {
        return isSet(slot, WAS_ASKED_BACK);
    }

    void onAskedBack(final int slot) {
        setBit(slot, WAS_ASKED_BACK, true);
    }

    /** The other try of a request that two workers have, or {@link #NONE}. */
    int twin(final int slot) {
        return records.getInt(slot, TWIN);
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
}
