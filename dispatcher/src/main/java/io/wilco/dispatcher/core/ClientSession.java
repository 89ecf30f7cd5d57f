package io.wilco.dispatcher.core;

import io.wilco.dispatcher.queue.Flow;
import io.wilco.dispatcher.queue.SlotList;
import io.wilco.link.Link;
import java.util.ArrayList;
import java.util.List;

/** A client's link and what the dispatcher owes it. */
final class ClientSession {
    /** From so many on, those that are of no use any more are looked for. */
    private static final int FLOWS_MANY = 16;

    private final Link link;
    private final RequestTable table;
    private final List<ServiceFlow> flows = new ArrayList<>();
    private final int requestsMax;
    private final SlotList requests;
    private final SlotList replies;
    private long answered;
    private boolean isPressed;

    /** What waits of this client for a service, in one class. */
    private record ServiceFlow(Service service, int priority, Flow flow) {}

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

    /** What waits of this client for a service, in one class. */
    Flow flow(final Service service, final int priority) {
        for (int i = 0; i < flows.size(); i++) {
            final ServiceFlow known = flows.get(i);
            if (known.service() == service && known.priority() == priority) {
                return known.flow();
            }
        }
        if (flows.size() >= FLOWS_MANY) {
            flows.removeIf(known -> known.flow().isUnused());
        }
        final Flow flow = table.newFlow(priority);
        flows.add(new ServiceFlow(service, priority, flow));
        return flow;
    }

    /** The window of one of its flows gets a bound. */
    void onPressed() {
        isPressed = true;
    }

    /** Whether the window of one of its flows has a bound. */
    boolean isPressed() {
        if (isPressed) {
            isPressed = false;
            for (int i = 0; i < flows.size(); i++) {
                isPressed |= !flows.get(i).flow().window().isOpen();
            }
        }
        return isPressed;
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
