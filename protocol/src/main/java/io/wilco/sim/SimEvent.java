package io.wilco.sim;

/** Something that happens at a time; what is due at the same time happens in the order in which it was scheduled. */
abstract class SimEvent implements Comparable<SimEvent> {
    final long timeNs;
    private long order;

    SimEvent(final long timeNs) {
        this.timeNs = timeNs;
    }

    void order(final long order) {
        this.order = order;
    }

    abstract void happen();

    @Override
    public int compareTo(final SimEvent other) {
        return timeNs != other.timeNs ? Long.compare(timeNs, other.timeNs) : Long.compare(order, other.order);
    }
}
