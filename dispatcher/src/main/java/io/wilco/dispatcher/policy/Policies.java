package io.wilco.dispatcher.policy;

import java.util.List;
import java.util.random.RandomGenerator;

/** The policies by name. */
public final class Policies {
    /** What a dispatcher uses unless told otherwise. */
    public static final String DEFAULT = "jbsq";

    /** All names, the default first. */
    public static final List<String> NAMES = List.of(DEFAULT, "round-robin", "random");

    private Policies() {}

    /**
     * A new policy, for one service.
     *
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException if it is not
     */
    public static Policy create(final String name, final RandomGenerator random) {
        return switch (name) {
            case "jbsq" -> new JbsqPolicy();
            case "round-robin" -> new RoundRobinPolicy();
            case "random" -> new RandomPolicy(random);
            default ->
                throw new IllegalArgumentException(
                        "no policy is named '" + name + "'; there are " + String.join(", ", NAMES));
        };
    }
}
