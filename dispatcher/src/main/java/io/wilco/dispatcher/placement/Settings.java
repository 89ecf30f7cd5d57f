package io.wilco.dispatcher.placement;

/**
 * What operators want of all dispatchers that share a placement.
 *
 * @param policy by which workers are chosen for requests without a key; empty: each dispatcher's own
 * @param movesMax shards that may move every {@link Rebalancer#ROUND_NS} because of load, 0 to {@link #MOVES_CEILING}
 */
public record Settings(String policy, int movesMax) {
    /** As before. */
    public static final int AS_BEFORE = -1;

    /** All shards of a service in a minute and a half. */
    public static final int MOVES_CEILING = 64;

    /** Less than 5 % of a service's shards in a minute. */
    static final int MOVES_DEFAULT = 4;

    /** Nothing special. */
    public static final Settings NONE = new Settings("", MOVES_DEFAULT);

    Settings with(final String newPolicy, final int newMovesMax) {
        final boolean isOfUse = newMovesMax >= 0 && newMovesMax <= MOVES_CEILING;
        return new Settings(newPolicy.isEmpty() ? policy : newPolicy, isOfUse ? newMovesMax : movesMax);
    }
}
