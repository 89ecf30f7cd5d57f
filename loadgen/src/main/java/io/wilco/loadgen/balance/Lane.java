package io.wilco.loadgen.balance;

import java.util.Arrays;

/** Events that all take the same time, so that they happen in the order in which they were added: a ring. */
final class Lane {
    private long[] times = new long[1_024];
    private long[] orders = new long[1_024];
    private int[] events = new int[1_024];
    private int head;
    private int size;

    long firstNs() {
        return size == 0 ? Long.MAX_VALUE : times[head];
    }

    long firstOrder() {
        return size == 0 ? Long.MAX_VALUE : orders[head];
    }

    void add(final long timeNs, final long order, final int event) {
        if (size == times.length) {
            grow();
        }
        final int at = (head + size) & (times.length - 1);
        times[at] = timeNs;
        orders[at] = order;
        events[at] = event;
        size++;
    }

    int poll() {
        final int event = events[head];
        head = (head + 1) & (times.length - 1);
        size--;
        return event;
    }

    private void grow() {
        final int old = times.length;
        times = Arrays.copyOf(times, 2 * old);
        orders = Arrays.copyOf(orders, 2 * old);
        events = Arrays.copyOf(events, 2 * old);
        System.arraycopy(times, 0, times, old, head);
        System.arraycopy(orders, 0, orders, old, head);
        System.arraycopy(events, 0, events, old, head);
    }
}
