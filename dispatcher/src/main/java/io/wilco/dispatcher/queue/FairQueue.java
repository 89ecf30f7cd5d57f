package io.wilco.dispatcher.queue;

import java.util.ArrayDeque;

/**
 * The requests that wait for a worker: by priority, and within one by turns of the clients, so that who asks for more
 * than its share waits for itself. The requests of one client are served in their order. One in {@value #LOW_SHARE} is
 * of a lower priority if any waits, so that these are late, but not never.
 */
public final class FairQueue {
    /** High, normal, low. */
    public static final int PRIORITIES = 3;

    private static final int LOW_SHARE = 16;
    private static final int LOWEST = PRIORITIES - 1;

    private final Turns[] classes = {new Turns(), new Turns(), new Turns()};
    private int size;
    private long served;

    /** The clients of one priority, in the order of their turns. */
    private static final class Turns {
        /** Some of them may have nothing any more. */
        private final ArrayDeque<Flow> flows = new ArrayDeque<>();

        private int waiting;
        private int active;
    }

    /** All that wait. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void addLast(final Flow flow, final int slot) {
        onAdding(flow);
        flow.slots().addLast(slot);
    }

    /** Puts back what was served already: before all others of its client. */
    public void addFirst(final Flow flow, final int slot) {
        onAdding(flow);
        flow.slots().addFirst(slot);
    }

    private void onAdding(final Flow flow) {
        final Turns turns = classes[flow.priority()];
        turns.waiting++;
        turns.active += flow.slots().isEmpty() ? 1 : 0;
        size++;
        if (!flow.hasTurn) {
            flow.hasTurn = true;
            turns.flows.addLast(flow);
        }
    }

    /** Takes one out, wherever it stands. */
    public void remove(final Flow flow, final int slot) {
        flow.slots().remove(slot);
        final Turns turns = classes[flow.priority()];
        turns.waiting--;
        size--;
        if (flow.slots().isEmpty()) {
            turns.active--;
            flow.onEmpty();
        }
        if (size == 0) {
            forgetFlows();
        }
    }

    /** Nobody waits: what takes turns need not be remembered, and its client and service may be forgotten. */
    private void forgetFlows() {
        for (final Turns turns : classes) {
            for (Flow flow = turns.flows.poll(); flow != null; flow = turns.flows.poll()) {
                flow.hasTurn = false;
            }
        }
    }

    /** The flow whose turn it is; there must be one. The request that is next is its first one. */
    public Flow next() {
        assert size > 0;
        final ArrayDeque<Flow> flows = classes[nextClass()].flows;
        Flow flow = flows.getFirst();
        while (flow.slots().isEmpty()) {
            flow.hasTurn = false;
            flows.removeFirst();
            flow = flows.getFirst();
        }
        return flow;
    }

    /** The first request of the flow whose turn it is. */
    public static int first(final Flow flow) {
        return flow.slots().first();
    }

    private int nextClass() {
        if (served % LOW_SHARE == LOW_SHARE - 1) {
            // The two lower ones in turn, so that neither is overtaken by the other for ever.
            final int favoured = served / LOW_SHARE % 2 == 0 ? LOWEST : LOWEST - 1;
            if (classes[favoured].waiting > 0) {
                return favoured;
            }
            if (classes[2 * LOWEST - 1 - favoured].waiting > 0) {
                return 2 * LOWEST - 1 - favoured;
            }
        }
        int from = 0;
        while (classes[from].waiting == 0) {
            from++;
        }
        return from;
    }

    /** The first request of the flow whose turn it was has been served; takes it out. */
    public void onServed(final Flow flow) {
        final ArrayDeque<Flow> flows = classes[flow.priority()].flows;
        assert flows.getFirst() == flow;
        if (flows.size() > 1) {
            flows.addLast(flows.removeFirst());
        }
        served++;
        remove(flow, flow.slots().first());
    }

    /** Clients that have requests waiting in the same class as that flow's. */
    public int clients(final Flow flow) {
        return classes[flow.priority()].active;
    }

    /** How many will be served before one that comes now in this flow. */
    public long before(final Flow flow) {
        long before = 0;
        for (int priority = 0; priority < flow.priority(); priority++) {
            before += classes[priority].waiting;
        }
        final Turns turns = classes[flow.priority()];
        final long others = (long) turns.active - (flow.slots().isEmpty() ? 0 : 1);
        final long turnsNeeded = flow.slots().size() + 1L;
        return before
                + flow.slots().size()
                + Math.min(turns.waiting - flow.slots().size(), others * turnsNeeded);
    }
}
