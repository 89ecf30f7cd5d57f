package io.wilco.client.core;

import io.wilco.link.Link;
import io.wilco.wire.BlockPool;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of a client, by slot; parallel arrays that grow up to a bound. A call's id is its slot with a
 * generation above, so that what comes late for an ended call is recognised.
 */
final class CallTable {
    static final int NONE = -1;

    private static final int INITIAL_SLOTS = 64;

    /** Where an open call is. */
    enum Place {
        /** In the queue of those that wait for a link, room or credit. */
        WAITING,
        /** Given to a link. */
        OFFERED,
        /** About to be rejected: the dispatcher takes nothing that large. */
        TOO_LARGE
    }

    private final int callsMax;
    private int capacity;
    private int size;
    private int firstFree = NONE;

    private int[] generations = new int[0];
    private int[] offers = new int[0];
    private @Nullable Object[] contexts = new Object[0];
    private @Nullable Link[] links = new Link[0];
    private long[] sequences = new long[0];
    private long[] deadlinesNs = new long[0];
    private CallOptions[] options = new CallOptions[0];
    private int[] blocks = new int[0];
    private int[] bodyLengths = new int[0];
    private int[] serviceLengths = new int[0];
    private int[] attempts = new int[0];
    private Place[] places = new Place[0];
    private int[] previouses = new int[0];
    private int[] nexts = new int[0];
    private @Nullable ServiceWindow[] windows = new ServiceWindow[0];
    private int waitingHead = NONE;
    private int waitingTail = NONE;

    CallTable(final int callsMax) {
        this.callsMax = callsMax;
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /** A free slot, or {@link #NONE}. */
    int take() {
        if (firstFree == NONE && !grow()) {
            return NONE;
        }
        final int slot = firstFree;
        firstFree = nexts[slot];
        size++;
        attempts[slot] = 0;
        return slot;
    }

    void release(final int slot) {
        unwait(slot);
        places[slot] = Place.OFFERED;
        generations[slot]++;
        contexts[slot] = null;
        links[slot] = null;
        windows[slot] = null;
        blocks[slot] = BlockPool.NONE;
        nexts[slot] = firstFree;
        firstFree = slot;
        size--;
    }

    boolean isOpen(final int slot) {
        return contexts[slot] != null;
    }

    long id(final int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    /** How a dispatcher knows it: another id each time it is offered, for an earlier one may be open there still. */
    long offer(final int slot) {
        return (long) offers[slot] << 32 | slot;
    }

    /** The id for the offer that comes next. */
    long nextOffer(final int slot) {
        return (long) (offers[slot] + 1) << 32 | slot;
    }

    /** The slot of an open call that a dispatcher knows by that id, or {@link #NONE}. */
    int slotOfOffer(final long id) {
        final int slot = (int) id;
        return slot >= 0 && slot < capacity && offers[slot] == (int) (id >>> 32) && isOpen(slot) ? slot : NONE;
    }

    /** The slot of an open call, or {@link #NONE}. */
    int slotOf(final long id) {
        final int slot = (int) id;
        return slot >= 0 && slot < capacity && generations[slot] == (int) (id >>> 32) && isOpen(slot) ? slot : NONE;
    }

    /** Fills a slot just taken; the call begins to wait. */
    void set(
            final int slot,
            final Object context,
            final long deadlineNs,
            final CallOptions options,
            final int block,
            final int serviceLength,
            final int bodyLength) {
        contexts[slot] = context;
        deadlinesNs[slot] = deadlineNs;
        this.options[slot] = options;
        blocks[slot] = block;
        serviceLengths[slot] = serviceLength;
        bodyLengths[slot] = bodyLength;
        onWaiting(slot);
    }

    Object context(final int slot) {
        return Objects.requireNonNull(contexts[slot]);
    }

    /** The link it was offered to; null while it waits. */
    @Nullable
    Link link(final int slot) {
        return links[slot];
    }

    /** Its number on that link. */
    long sequence(final int slot) {
        return sequences[slot];
    }

    Place place(final int slot) {
        return places[slot];
    }

    /** A link took it; a call that was waiting waits no longer. */
    void onOffered(final int slot, final Link link, final long sequence) {
        unwait(slot);
        offers[slot]++;
        places[slot] = Place.OFFERED;
        links[slot] = link;
        sequences[slot] = sequence;
    }

    void onTooLarge(final int slot) {
        unwait(slot);
        places[slot] = Place.TOO_LARGE;
    }

    /** Puts it at the end of the queue. */
    void onWaiting(final int slot) {
        places[slot] = Place.WAITING;
        links[slot] = null;
        previouses[slot] = waitingTail;
        nexts[slot] = NONE;
        if (waitingTail == NONE) {
            waitingHead = slot;
        } else {
            nexts[waitingTail] = slot;
        }
        waitingTail = slot;
    }

    /** The call that has waited longest, or {@link #NONE}. */
    int firstWaiting() {
        return waitingHead;
    }

    private void unwait(final int slot) {
        if (places[slot] != Place.WAITING) {
            return;
        }
        final int previous = previouses[slot];
        final int next = nexts[slot];
        if (previous == NONE) {
            waitingHead = next;
        } else {
            nexts[previous] = next;
        }
        if (next == NONE) {
            waitingTail = previous;
        } else {
            previouses[next] = previous;
        }
    }

    /** The window it counts in, which may have been dropped; null if it has none. */
    @Nullable
    ServiceWindow window(final int slot) {
        return windows[slot];
    }

    void setWindow(final int slot, final ServiceWindow window) {
        windows[slot] = window;
    }

    long deadlineNs(final int slot) {
        return deadlinesNs[slot];
    }

    CallOptions options(final int slot) {
        return options[slot];
    }

    int block(final int slot) {
        return blocks[slot];
    }

    int serviceLength(final int slot) {
        return serviceLengths[slot];
    }

    /** Of service name and payload, which lie one after the other in the block. */
    int bodyLength(final int slot) {
        return bodyLengths[slot];
    }

    /** Earlier transmissions to a dispatcher that was lost. */
    int attempt(final int slot) {
        return attempts[slot];
    }

    void onRetry(final int slot) {
        attempts[slot]++;
    }

    private boolean grow() {
        if (capacity == callsMax) {
            return false;
        }
        final int from = capacity;
        capacity = Math.min(callsMax, Math.max(INITIAL_SLOTS, from * 2));
        generations = Arrays.copyOf(generations, capacity);
        offers = Arrays.copyOf(offers, capacity);
        contexts = Arrays.copyOf(contexts, capacity);
        links = Arrays.copyOf(links, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        deadlinesNs = Arrays.copyOf(deadlinesNs, capacity);
        options = Arrays.copyOf(options, capacity);
        blocks = Arrays.copyOf(blocks, capacity);
        bodyLengths = Arrays.copyOf(bodyLengths, capacity);
        serviceLengths = Arrays.copyOf(serviceLengths, capacity);
        attempts = Arrays.copyOf(attempts, capacity);
        places = Arrays.copyOf(places, capacity);
        windows = Arrays.copyOf(windows, capacity);
        previouses = Arrays.copyOf(previouses, capacity);
        nexts = Arrays.copyOf(nexts, capacity);
        for (int slot = capacity - 1; slot >= from; slot--) {
            nexts[slot] = firstFree;
            firstFree = slot;
        }
        return true;
    }
}
