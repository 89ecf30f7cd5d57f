package io.wilco.loadgen.load;

import io.wilco.client.core.CallOptions;

/** Configurations for tests. */
final class LoadConfigs {
    private LoadConfigs() {}

    static LoadConfig closed(final int outstanding) {
        return with(new Pacing.ClosedLoop(outstanding), 1, 64);
    }

    static LoadConfig open(final double ratePerS, final Arrivals arrivals) {
        return with(new Pacing.OpenLoop(ratePerS, arrivals), 1, 64);
    }

    /** A second of warm-up and four that are measured, with a deadline of two. */
    static LoadConfig with(final Pacing pacing, final int clients, final int payloadBytes) {
        return new LoadConfig(
                "echo",
                pacing,
                clients,
                LoadSim.SECOND,
                4 * LoadSim.SECOND,
                payloadBytes,
                null,
                false,
                2 * LoadSim.SECOND,
                CallOptions.AT_LEAST_ONCE,
                null,
                "",
                1,
                LoadSim.SECOND);
    }

    static LoadConfig withServiceTimes(final ServiceTimes serviceTimes, final int payloadBytes) {
        return new LoadConfig(
                "synthetic",
                new Pacing.ClosedLoop(4),
                1,
                0,
                LoadSim.SECOND,
                payloadBytes,
                serviceTimes,
                true,
                LoadSim.SECOND,
                CallOptions.AT_MOST_ONCE,
                null,
                "",
                7,
                LoadSim.SECOND);
    }
}
