package io.wilco.loadgen.demo;

/**
 * What a demonstration shows.
 *
 * @param seconds of load, 4 to 3,600
 * @param dispatchers 1, or 3 or 5 that form a cluster
 * @param workers 2 to 64
 * @param ratePerSecond requests offered per second, 1 to 100,000
 */
public record DemoConfig(int seconds, int dispatchers, int workers, int ratePerSecond) {
    /** Requests each worker executes at once. */
    static final int CONCURRENCY = 8;

    /** What each request takes, on average, exponentially distributed. */
    static final String SERVICE_TIME = "exp:2ms";

    /** @throws IllegalArgumentException naming the option that is out of bounds, and the bounds */
    public DemoConfig {
        if (seconds < 4 || seconds > 3_600) {
            throw new IllegalArgumentException("--seconds is 4 to 3600, not " + seconds);
        }
        if (dispatchers != 1 && dispatchers != 3 && dispatchers != 5) {
            throw new IllegalArgumentException(
                    "--dispatchers is 1, 3 or 5, not " + dispatchers + ": of a cluster, a majority must be left");
        }
        if (workers < 2 || workers > 64) {
            throw new IllegalArgumentException(
                    "--workers is 2 to 64, not " + workers + ": one is killed, and one must be left");
        }
        if (dispatchers > 1 && seconds < 8) {
            throw new IllegalArgumentException(
                    "--seconds is 8 or more with several --dispatchers, not " + seconds + ": two processes are killed");
        }
        if (ratePerSecond < 1 || ratePerSecond > 100_000) {
            throw new IllegalArgumentException("--rate is 1 to 100000, not " + ratePerSecond);
        }
    }
}
