package io.wilco.dispatcher.policy;

import java.util.random.RandomGenerator;

/** Of two drawn at random the one with less to do (Mitzenmacher 1996). */
final class PowerOfTwoPolicy implements Policy {
    private final WorkerGroup group;
    private final TwoDraws draws;

    PowerOfTwoPolicy(final WorkerGroup group, final RandomGenerator random) {
        this.group = group;
        draws = new TwoDraws(group, random);
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        draws.onChanged(index);
    }

    @Override
    public void onRemoving(final int index, final int last) {
        draws.onRemoving(index, last);
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        if (!draws.draw()) {
            return NONE;
        }
        final int first = draws.first();
        final int second = draws.second();
        return group.load(first).crowding(nowNs) <= group.load(second).crowding(nowNs) ? first : second;
    }
}
