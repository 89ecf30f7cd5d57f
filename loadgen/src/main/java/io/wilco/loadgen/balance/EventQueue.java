package io.wilco.loadgen.balance;

import java.util.Arrays;

/** Times and what happens then, as numbers; the earliest first, of equal times the one added first. A 4-ary heap. */
final class EventQueue {
    private static final int ARITY_SHIFT = 2;

    private long[] times = new long[1_024];
    private long[] orders = new long[1_024];
    private int[] events = new int[1_024];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The time of the first; the greatest long if there is none. */
    long firstNs() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Which of equal times was added first, over several queues. */
    long firstOrder() {
        return size == 0 ? Long.MAX_VALUE : orders[0];
    }

    void add(final long timeNs, final long order, final int event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        int at = size++;
        while (at > 0) {
            final int parent = (at - 1) >> ARITY_SHIFT;
            if (!isBefore(timeNs, order, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, timeNs, order, event);
    }

    int poll() {
        final int first = events[0];
        size--;
        final long timeNs = times[size];
        final long order = orders[size];
        final int event = events[size];
        int at = 0;
        for (int child = 1; child < size; child = (at << ARITY_SHIFT) + 1) {
            final int end = Math.min(size, child + (1 << ARITY_SHIFT));
            int least = child;
            for (int i = child + 1; i < end; i++) {
                if (isBefore(times[i], orders[i], least)) {
                    least = i;
                }
            }
            if (isBefore(timeNs, order, least)) {
                break;
            }
            move(least, at);
            at = least;
        }
        set(at, timeNs, order, event);
        return first;
    }

    private boolean isBefore(final long timeNs, final long order, final int than) {
        return timeNs < times[than] || (timeNs == times[than] && order < orders[than]);
    }

    private void move(final int from, final int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    private void set(final int at, final long timeNs, final long order, final int event) {
        times[at] = timeNs;
        orders[at] = order;
        events[at] = event;
    }
}
