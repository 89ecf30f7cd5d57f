package io.wilco.loadgen.demo;

/**
 * What a demonstration shows.
 *
 * @param seconds of load, 4 to 3,600
 * @param workers 2 to 64
 * @param ratePerSecond requests offered per second, 1 to 100,000
 */
public record DemoConfig(int seconds, int workers, int ratePerSecond) {
    /** Requests each worker executes at once. */
    static final int CONCURRENCY = 8;

    /** What each request takes, on average, exponentially distributed. */
    static final String SERVICE_TIME = "exp:2ms";

    /** @throws IllegalArgumentException naming the option that is out of bounds, and the bounds */
    public DemoConfig {
        if (seconds < 4 || seconds > 3_600) {
            throw new IllegalArgumentException("--seconds is 4 to 3600, not " + seconds);
        }
        if (workers < 2 || workers > 64) {
            throw new IllegalArgumentException(
                    "--workers is 2 to 64, not " + workers + ": one is killed, and one must be left");
        }
        if (ratePerSecond < 1 || ratePerSecond > 100_000) {
            throw new IllegalArgumentException("--rate is 1 to 100000, not " + ratePerSecond);
        }
    }
}
