package io.wilco.loadgen.bench;

import java.util.List;

/**
 * What was measured at one level, in the order of the rounds.
 *
 * @param outstanding requests open at once
 */
public record BenchRow(int outstanding, List<Measurement> bareRounds, List<Measurement> wilcoRounds) {
    public BenchRow {
        bareRounds = List.copyOf(bareRounds);
        wilcoRounds = List.copyOf(wilcoRounds);
    }

    /** Medians over the rounds. */
    public Measurement bare() {
        return Measurement.median(bareRounds);
    }

    /** Medians over the rounds. */
    public Measurement wilco() {
        return Measurement.median(wilcoRounds);
    }

    /** Wilco's rate for each request of the bare forwarder's. */
    public double rateRatio() {
        return wilco().ratePerS() / bare().ratePerS();
    }

    /** Wilco's median latency for each microsecond of the bare forwarder's. */
    public double p50Ratio() {
        return wilco().p50Us() / bare().p50Us();
    }
}
