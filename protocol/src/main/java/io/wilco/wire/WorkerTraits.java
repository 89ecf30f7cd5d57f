package io.wilco.wire;

/**
 * What a worker says of itself when it registers, for the choice among several.
 *
 * @param weight how much of the traffic it is to get, 1 to 10,000; 100 is usual
 * @param tier 0 to 255: workers of a higher one get what those of the lower ones have no free handler for
 * @param zone where it is, a name of up to 64 bytes; empty if it does not say
 */
public record WorkerTraits(int weight, int tier, String zone) {
    public static final int WEIGHT_USUAL = 100;
    public static final int WEIGHT_MAX = 10_000;
    public static final int TIER_MAX = 255;

    /** Of a worker that says nothing. */
    public static final WorkerTraits DEFAULT = new WorkerTraits(WEIGHT_USUAL, 0, "");

    /** @throws IllegalArgumentException naming what is out of bounds */
    public WorkerTraits {
        if (weight < 1 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + ", not " + weight);
        }
        if (tier < 0 || tier > TIER_MAX) {
            throw new IllegalArgumentException("a tier is 0 to " + TIER_MAX + ", not " + tier);
        }
        Zone.check(zone);
    }
}
