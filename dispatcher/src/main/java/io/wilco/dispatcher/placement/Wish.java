package io.wilco.dispatcher.placement;

/**
 * What operators want of a worker.
 *
 * @param weight 1 to 10,000; 0: what the worker says
 * @param state {@link #READY}: it may own shards; any other number: it is to have none
 */
public record Wish(int weight, int state) {
    public static final int AS_BEFORE = -1;
    public static final int READY = 0;

    /** Nothing special. */
    public static final Wish NONE = new Wish(0, READY);

    Wish with(final int newWeight, final int newState) {
        return new Wish(newWeight == 0 ? weight : newWeight, newState == AS_BEFORE ? state : newState);
    }
}
