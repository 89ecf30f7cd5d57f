package io.wilco.dispatcher.policy;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In turn, by weights that follow from the reports: requests a second, divided by how much of the worker they took
 * (gRPC proposal A58). A worker with little said of it yet has the mean of the others.
 */
final class WeightedByLoadPolicy implements Policy {
    private static final long PERIOD_NS = 1_000_000_000L;
    private static final long BLACKOUT_NS = 10_000_000_000L;

    /** Unit of the learnt weights: one request a second of a worker that it takes wholly. */
    private static final double SCALE = 8;

    private static final int WEIGHT_MAX = 1 << 16;
    private static final double USE_LEAST = 0.001;

    private final WorkerGroup group;
    private final Turns turns = new Turns();
    private @Nullable Sample[] samples = new Sample[4];
    private long known;
    private long knownSum;

    /** What is known of a worker's throughput. */
    private static final class Sample {
        long sinceNs;
        long beganNs;
        long settled;
        double useSum;
        int uses;
        int weight;
    }

    WeightedByLoadPolicy(final WorkerGroup group) {
        this.group = group;
    }

    @Override
    public void onChanged(final int index, final long nowNs) {
        final WorkerLoad load = group.load(index);
        turns.set(index, load.canTake());
        if (index >= samples.length) {
            samples = Arrays.copyOf(samples, Math.max(index + 1, 2 * samples.length));
        }
        Sample sample = samples[index];
        if (sample == null) {
            sample = new Sample();
            sample.beganNs = nowNs;
            sample.sinceNs = nowNs;
            sample.settled = load.settled();
            samples[index] = sample;
        }
        sample.useSum += Math.min(1, (double) load.estimate(nowNs) / load.concurrency());
        sample.uses++;
        if (nowNs - sample.sinceNs >= PERIOD_NS) {
            learn(sample, load, nowNs);
        }
    }

    private void learn(final Sample sample, final WorkerLoad load, final long nowNs) {
        final double perS = (double) (load.settled() - sample.settled) * 1e9 / (nowNs - sample.sinceNs);
        final double use = Math.max(USE_LEAST, sample.useSum / sample.uses);
        if (perS > 0 && nowNs - sample.beganNs >= BLACKOUT_NS) {
            final double goodput = perS * (1 - load.errorShare());
            knownSum -= sample.weight;
            known += sample.weight == 0 ? 1 : 0;
            sample.weight = (int) Math.max(1, Math.min(WEIGHT_MAX, SCALE * goodput / use));
            knownSum += sample.weight;
        }
        sample.sinceNs = nowNs;
        sample.settled = load.settled();
        sample.useSum = 0;
        sample.uses = 0;
    }

    @Override
    public void onRemoving(final int index, final int last) {
        turns.remove(index, last);
        final Sample gone = Objects.requireNonNull(samples[index]);
        knownSum -= gone.weight;
        known -= gone.weight == 0 ? 0 : 1;
        samples[index] = samples[last];
        samples[last] = null;
    }

    @Override
    public int pick(final long nowNs, final int queued) {
        final int index = turns.next();
        if (index != NONE) {
            final int own = Objects.requireNonNull(samples[index]).weight;
            final long mean = known == 0 ? WorkerLoad.WEIGHT_DEFAULT : Math.max(1, knownSum / known);
            final long learnt = own == 0 ? mean : own;
            final long weight = learnt * group.load(index).weight() / WorkerLoad.WEIGHT_DEFAULT;
            turns.pass(index, (int) Math.max(1, Math.min(WEIGHT_MAX, weight)));
        }
        return index;
    }
}
