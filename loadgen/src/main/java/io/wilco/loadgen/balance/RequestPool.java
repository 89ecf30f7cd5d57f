package io.wilco.loadgen.balance;

import io.wilco.dispatcher.queue.SlotLinks;
import io.wilco.dispatcher.queue.SlotRecords;
import java.util.Arrays;

/** The requests that are somewhere in the simulation, by slot, and what each reply says of its worker. */
final class RequestPool {
    private static final int NONE = -1;

    private final SlotRecords records = new SlotRecords(1, 0);
    private final SlotLinks links = new SlotLinks(records, 0);
    private int[] nextFree = new int[0];
    private int firstFree = NONE;

    long[] arrivedNs = new long[0];
    long[] assignedNs = new long[0];
    int[] dispatcher = new int[0];
    int[] worker = new int[0];
    boolean[] isMeasured = new boolean[0];
    boolean[] isError = new boolean[0];
    boolean[] wasAskedBack = new boolean[0];

    // The load report that travels with the reply.
    int[] executing = new int[0];
    int[] queued = new int[0];
    long[] serviceTimeNs = new long[0];
    long[] received = new long[0];
    long[] completed = new long[0];

    SlotLinks links() {
        return links;
    }

    int take() {
        if (firstFree == NONE) {
            grow();
        }
        final int slot = firstFree;
        firstFree = nextFree[slot];
        wasAskedBack[slot] = false;
        return slot;
    }

    void release(final int slot) {
        nextFree[slot] = firstFree;
        firstFree = slot;
    }

    private void grow() {
        final int from = nextFree.length;
        final int to = Math.max(1_024, 2 * from);
        records.grow(to);
        nextFree = Arrays.copyOf(nextFree, to);
        arrivedNs = Arrays.copyOf(arrivedNs, to);
        assignedNs = Arrays.copyOf(assignedNs, to);
        dispatcher = Arrays.copyOf(dispatcher, to);
        worker = Arrays.copyOf(worker, to);
        isMeasured = Arrays.copyOf(isMeasured, to);
        isError = Arrays.copyOf(isError, to);
        wasAskedBack = Arrays.copyOf(wasAskedBack, to);
        executing = Arrays.copyOf(executing, to);
        queued = Arrays.copyOf(queued, to);
        serviceTimeNs = Arrays.copyOf(serviceTimeNs, to);
        received = Arrays.copyOf(received, to);
        completed = Arrays.copyOf(completed, to);
        for (int slot = to - 1; slot >= from; slot--) {
            release(slot);
        }
    }
}
