package io.wilco.dispatcher.policy;

import java.util.random.RandomGenerator;

/** Any worker, whatever its load, as often as its weight says. */
final class RandomPolicy implements Policy {
    /** With weights as far apart as they can be, the one drawn last gets it. */
    private static final int DRAWS_MAX = 64;

    private final WorkerGroup group;
    private final RandomGenerator random;
    private final AbleSet able = new AbleSet();
    private int heaviest = 1;
    private int heaviestIndex;
    private boolean isHeaviestGone;

    RandomPolicy(final WorkerGroup group, final RandomGenerator random) {
        this.group = group;
        this.random = random;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        able.set(index, group.load(index).canTake());
        final int weight = group.load(index).weight();
        if (weight >= heaviest) {
            heaviest = weight;
            heaviestIndex = index;
        } else if (index == heaviestIndex) {
            findHeaviest();
        }
    }

    @Override
    public void onRemoving(final int index, final int last) {
        able.set(index, group.load(last).canTake());
        able.set(last, false);
        isHeaviestGone |= index == heaviestIndex || last == heaviestIndex;
    }

    private void findHeaviest() {
        heaviest = 1;
        for (int i = 0; i < group.size(); i++) {
            if (group.load(i).weight() >= heaviest) {
                heaviest = group.load(i).weight();
                heaviestIndex = i;
            }
        }
    }

    /** Draws one and keeps it with the probability of its weight, else draws again. */
    @Override
    public int pick(final long nowNs, final int queued) {
        if (able.size() == 0) {
            return NONE;
        }
        if (isHeaviestGone) {
            isHeaviestGone = false;
            findHeaviest();
        }
        int index = NONE;
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            index = able.at(random.nextInt(able.size()));
            final int weight = group.load(index).weight();
            if (weight == heaviest || random.nextInt(heaviest) < weight) {
                break;
            }
        }
        return index;
    }
}
