package io.wilco.dispatcher.policy;

/** Each worker in turn, whatever its load, as often as its weight says, and evenly spread. */
final class RoundRobinPolicy implements Policy {
    private final WorkerGroup group;
    private final Turns turns = new Turns();

    RoundRobinPolicy(final WorkerGroup group) {
        this.group = group;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        turns.set(index, group.load(index).canTake());
    }

    @Override
    public void onRemoving(final int index, final int last) {
        turns.remove(index, last);
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        final int index = turns.next();
        if (index != NONE) {
            turns.pass(index, group.load(index).weight());
        }
        return index;
    }
}
