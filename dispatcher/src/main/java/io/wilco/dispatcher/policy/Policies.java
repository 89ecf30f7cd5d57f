package io.wilco.dispatcher.policy;

import java.util.List;
import java.util.random.RandomGenerator;

/** The policies by name. */
public final class Policies {
    /** What a dispatcher uses unless told otherwise. */
    public static final String DEFAULT = "jbsq";

    /** All names, the default first. */
    public static final List<String> NAMES = List.of(
            DEFAULT,
            "round-robin",
            "random",
            "least-outstanding",
            "power-of-two",
            "peak-ewma",
            "prequal",
            "weighted-by-load");

    private Policies() {}

    /**
     * A pool without workers, for one service.
     *
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException if it is not
     */
    public static <T> WorkerPool<T> newPool(final String name, final RandomGenerator random) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(unknown(name));
        }
        return new WorkerPool<>(group -> create(name, group, random));
    }

    /**
     * Chooses among the workers of a pool in another way from now on.
     *
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException if it is not
     */
    public static void change(
            final WorkerPool<?> pool, final String name, final RandomGenerator random, final long nowNs) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(unknown(name));
        }
        pool.setPolicies(group -> create(name, group, random), nowNs);
    }

    private static Policy create(final String name, final WorkerGroup group, final RandomGenerator random) {
        return switch (name) {
            case "jbsq" -> new JbsqPolicy(group);
            case "round-robin" -> new RoundRobinPolicy(group);
            case "random" -> new RandomPolicy(group, random);
            case "least-outstanding" -> new LeastOutstandingPolicy(group);
            case "power-of-two" -> new PowerOfTwoPolicy(group, random);
            case "peak-ewma" -> new PeakEwmaPolicy(group, random);
            case "prequal" -> new PrequalPolicy(group, random);
            case "weighted-by-load" -> new WeightedByLoadPolicy(group);
            default -> throw new IllegalArgumentException(unknown(name));
        };
    }

    /** What to tell about a name that is none. */
    public static String unknown(final String name) {
        return "no policy is named '" + name + "'; there are " + String.join(", ", NAMES);
    }
}
