package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.link.Link;
import org.agrona.collections.Long2ObjectHashMap;

/** A client's link and what the dispatcher owes it. */
final class ClientSession {
    /** When there are so many, those that are of no use any more are forgotten. */
    private static final int FLOWS_MANY = 64;

    private final Link link;
    private final RequestTable table;
    private final Long2ObjectHashMap<Flow> flows = new Long2ObjectHashMap<>();
    private int flowsMany = FLOWS_MANY;
    private final int requestsMax;
    private final SlotList requests;
    private final SlotList replies;
    private long answered;

    ClientSession(final Link link, final RequestTable table, final int requestsMax) {
        this.link = link;
        this.table = table;
        this.requestsMax = requestsMax;
        requests = table.newClientList();
        replies = table.newPlaceList();
    }

    Link link() {
        return link;
    }

    /** Its requests, in whatever state. */
    SlotList requests() {
        return requests;
    }

    /** Those with a reply that waits for room in the link. */
    SlotList replies() {
        return replies;
    }

    /** Its requests in a line, in one class. */
    Flow flow(final Line line, final int priority, final long nowNs) {
        final long key = line.number() * FairQueue.PRIORITIES + priority;
        final Flow known = flows.get(key);
        return known == null ? newFlow(key, priority, nowNs) : known;
    }

    private Flow newFlow(final long key, final int priority, final long nowNs) {
        if (flows.size() >= flowsMany) {
            flows.values().removeIf(flow -> flow.isUnused(nowNs));
            flowsMany = Math.max(FLOWS_MANY, 2 * flows.size());
        }
        final Flow flow = table.newFlow(priority);
        flows.put(key, flow);
        return flow;
    }

    /** Whether it has as many requests open as it may: it ignores its credit. */
    boolean isOverLimit() {
        return requests.size() >= requestsMax;
    }

    /** A reply was given to the link: the client may send another request. */
    void onAnswered() {
        answered++;
        link.grantRequests(answered + requestsMax);
    }
}
