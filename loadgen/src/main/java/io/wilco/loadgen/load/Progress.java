package io.wilco.loadgen.load;

/**
 * What happened since the progress report before this one.
 *
 * @param elapsedNs since the first request
 * @param isMeasured whether the measured part has begun
 * @param okPerS good replies a second
 * @param p50Ns median latency of those; 0 if there were none
 * @param p99Ns their 99th percentile
 * @param rejected requests rejected
 * @param timedOut requests whose deadline passed
 * @param others requests that failed otherwise
 * @param open requests open now
 */
public record Progress(
        long elapsedNs,
        boolean isMeasured,
        double okPerS,
        long p50Ns,
        long p99Ns,
        long rejected,
        long timedOut,
        long others,
        long open) {}
