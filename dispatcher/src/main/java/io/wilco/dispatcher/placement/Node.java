package io.wilco.dispatcher.placement;

import java.util.List;

/** One life of a worker, as the placement sees it. */
public final class Node {
    /** To whom a shard is released that nobody is to have next. */
    static final Node NOBODY = new Node("", 0, List.of(), 1);

    private final String id;
    private final long incarnation;
    private final List<String> services;
    private final int ownWeight;
    private boolean isLeaving;
    private boolean isSuperseded;

    /** Dispatchers that have a link to it, a bit each. */
    long seenBy;

    Node(final String id, final long incarnation, final List<String> services, final int ownWeight) {
        this.id = id;
        this.incarnation = incarnation;
        this.services = List.copyOf(services);
        this.ownWeight = ownWeight;
    }

    /** Of the worker, the same in all of its lives. */
    public String id() {
        return id;
    }

    public long incarnation() {
        return incarnation;
    }

    /** What it offers. */
    public List<String> services() {
        return services;
    }

    /** What the worker said, 1 to 10,000. */
    int ownWeight() {
        return ownWeight;
    }

    /** Whether it is to get nothing more, and give up what it has: it drains, or another life of it has begun. */
    public boolean isLeaving() {
        return isLeaving || isSuperseded;
    }

    void leave() {
        isLeaving = true;
    }

    /** Whether another life of the worker was heard of after this one: perhaps late word of one before it. */
    boolean isSuperseded() {
        return isSuperseded;
    }

    void supersede(final boolean isSo) {
        isSuperseded = isSo;
    }

    /** Whether it drains, of its own will. */
    boolean isDraining() {
        return isLeaving;
    }

    /** Whether any dispatcher has a link to it. */
    boolean isSeen() {
        return seenBy != 0;
    }

    /** Whether that dispatcher has a link to it, and so a say in whether it is gone. */
    public boolean isSeenBy(final int dispatcher) {
        return dispatcher != Council.NO_SAY && (seenBy & 1L << dispatcher) != 0;
    }

    /** Whether any other dispatchers than these have a link to it. */
    public boolean isSeenByOthers(final long dispatchers) {
        return (seenBy & ~dispatchers) != 0;
    }

    /** It counts on nobody but these. */
    void onAccepted(final long dispatchers) {
        seenBy &= dispatchers;
    }

    void onSeen(final int dispatcher, final boolean isSeen) {
        final long bit = 1L << dispatcher;
        seenBy = isSeen ? seenBy | bit : seenBy & ~bit;
    }

    @Override
    public String toString() {
        return id;
    }
}
