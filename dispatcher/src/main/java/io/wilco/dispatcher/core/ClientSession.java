package io.wilco.dispatcher.core;

import io.wilco.link.Link;

/** A client's link and what the dispatcher owes it. */
final class ClientSession {
    private final Link link;
    private final int requestsMax;
    private final SlotList requests;
    private final SlotList replies;
    private long answered;

    ClientSession(final Link link, final RequestTable table, final int requestsMax) {
        this.link = link;
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
