package io.wilco.dispatcher.policy;

/** The worker with the least to do for each of its handlers; all at once, nothing waits in the dispatcher. */
final class LeastOutstandingPolicy implements Policy {
    private final WorkerGroup group;
    private final Tournament least = new Tournament();
    private int refreshed;

    LeastOutstandingPolicy(final WorkerGroup group) {
        this.group = group;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        final WorkerLoad load = group.load(index);
        least.set(index, load.canTake() ? load.filling(nowNs) : Tournament.OUT);
    }

    @Override
    public void onRemoving(final int index, final int last) {
        least.remove(index, last);
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        refreshed = group.after(refreshed);
        if (refreshed < group.size()) {
            onChanged(refreshed, nowNs);
        }
        final int index = least.winner();
        if (index != NONE) {
            least.moveBack(index, group.load(index).weight());
        }
        return index;
    }
}
