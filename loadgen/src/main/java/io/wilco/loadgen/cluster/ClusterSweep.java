package io.wilco.loadgen.cluster;

import org.jspecify.annotations.Nullable;

/** Many runs, and their sums. Used by one thread. */
public final class ClusterSweep {
    private static final long DIGEST_PRIME = 0x100000001B3L;

    private final @Nullable ClusterProfile profile;
    private long runs;
    private long failed;
    private long calls;
    private long simulatedNs;
    private long digest;

    /** @param profile of all runs; null: each profile in its turn, by the seed */
    public ClusterSweep(final @Nullable ClusterProfile profile) {
        this.profile = profile;
    }

    /** One more run. */
    public ClusterResult run(final long seed) {
        final ClusterResult result = ClusterRun.run(profile == null ? ClusterProfile.ofSeed(seed) : profile, seed);
        runs++;
        failed += result.isFine() ? 0 : 1;
        calls += result.calls();
        simulatedNs += result.simulatedNs();
        digest = digest * DIGEST_PRIME ^ result.digest();
        return result;
    }

    /** How many so far. */
    public long runs() {
        return runs;
    }

    /** Runs in which a promise was broken. */
    public long failed() {
        return failed;
    }

    /** Made in all runs, probes included. */
    public long calls() {
        return calls;
    }

    /** The sum of the worlds' times. */
    public long simulatedNs() {
        return simulatedNs;
    }

    /** Hangs on the digest of every run. */
    public long digest() {
        return digest;
    }
}
