package io.wilco.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long BEGIN_NS = -5_000_000_000L;

    private static long[] arrivals(final LoadConfig config, final int client, final int count) {
        final Pacer pacer = Pacer.of(config, client);
        pacer.begin(BEGIN_NS);
        final long[] dueNs = new long[count];
        for (int i = 0; i < count; i++) {
            dueNs[i] = pacer.nextDueNs(Long.MAX_VALUE) - BEGIN_NS;
            pacer.onIssued();
        }
        return dueNs;
    }

    @Test
    void shouldSpreadUniformArrivalsEvenly() {
        // when
        final long[] dueNs = arrivals(LoadConfigs.open(3_000, Arrivals.UNIFORM), 0, 30_001);

        // then no rounding has added up after ten seconds
        assertThat(dueNs[0]).isZero();
        assertThat(dueNs[1]).isEqualTo(333_333);
        assertThat(dueNs[30_000]).isEqualTo(10_000_000_000L);
    }

    @Test
    void shouldSpreadTheClientsAmongEachOther() {
        // given
        final LoadConfig config = LoadConfigs.with(new Pacing.OpenLoop(1_000, Arrivals.UNIFORM), 4, 64);

        // then
        for (int client = 0; client < 4; client++) {
            assertThat(arrivals(config, client, 2)).containsExactly(client * 1_000_000L, (client + 4) * 1_000_000L);
        }
    }

    @Test
    void shouldDrawPoissonArrivals() {
        // given
        final int count = 200_000;
        final double rate = 10_000;

        // when
        final long[] dueNs = arrivals(LoadConfigs.open(rate, Arrivals.POISSON), 0, count);

        // then the gaps have the mean and the deviation of an exponential distribution, and its tail
        final double mean = (dueNs[count - 1] - dueNs[0]) / (count - 1.0);
        double squares = 0;
        int long3 = 0;
        for (int i = 1; i < count; i++) {
            final double gap = dueNs[i] - dueNs[i - 1];
            squares += (gap - mean) * (gap - mean);
            long3 += gap > 3 * mean ? 1 : 0;
        }
        assertThat(mean * rate / 1e9).isCloseTo(1, within(0.01));
        assertThat(Math.sqrt(squares / (count - 1)) / mean).isCloseTo(1, within(0.02));
        assertThat(long3 / (double) count).isCloseTo(Math.exp(-3), within(0.002));

        // and the counts of short intervals are as variable as their mean
        final int intervals = 10_000;
        final int[] counts = new int[intervals];
        for (final long due : dueNs) {
            final int interval = (int) (due / 1_000_000);
            if (interval < intervals) {
                counts[interval]++;
            }
        }
        double variance = 0;
        for (final int n : counts) {
            variance += (n - 10.0) * (n - 10.0) / intervals;
        }
        assertThat(variance).isCloseTo(10, within(0.6));
    }

    @Test
    void shouldDrawOtherArrivalsForOtherClientsAndSeeds() {
        final LoadConfig config = LoadConfigs.with(new Pacing.OpenLoop(1_000, Arrivals.POISSON), 2, 64);

        assertThat(arrivals(config, 0, 10)).isEqualTo(arrivals(config, 0, 10)).isNotEqualTo(arrivals(config, 1, 10));
    }

    @Test
    void shouldGoByTheScheduleWhateverTheOutcomes() {
        // given
        final Pacer pacer = Pacer.of(LoadConfigs.open(1_000, Arrivals.UNIFORM), 0);
        pacer.begin(0);
        pacer.onIssued();

        // when nothing was issued for ten gaps, and all was refused
        pacer.onOutcome(10_000_000, 5_000_000_000L);

        // then what is due is what was due
        assertThat(pacer.nextDueNs(10_000_000)).isEqualTo(1_000_000);
    }

    @Test
    void shouldTellHowMuchIsLeft() {
        final OpenLoopPacer pacer = (OpenLoopPacer) Pacer.of(LoadConfigs.open(1_000, Arrivals.UNIFORM), 0);
        pacer.begin(0);

        assertThat(pacer.left(0)).isZero();
        assertThat(pacer.left(5_000_000)).isCloseTo(6, within(1.0));
    }

    @Test
    void shouldIssueForEachOutcomeInAClosedLoop() {
        // given
        final Pacer pacer = Pacer.of(LoadConfigs.closed(2), 0);
        assertThat(pacer.nextDueNs(7)).isEqualTo(Pacer.NEVER);
        pacer.begin(7);
        assertThat(pacer.nextDueNs(7)).isEqualTo(7);
        pacer.onIssued();
        pacer.onIssued();
        assertThat(pacer.nextDueNs(8)).isEqualTo(Pacer.NEVER);

        // when
        pacer.onOutcome(9, 0);

        // then
        assertThat(pacer.nextDueNs(9)).isEqualTo(9);
        pacer.onIssued();
        assertThat(pacer.nextDueNs(9)).isEqualTo(Pacer.NEVER);
    }

    @Test
    void shouldLeaveAPlaceEmptyAsLongAsWasAskedFor() {
        // given
        final long ms = 1_000_000;
        final Pacer pacer = Pacer.of(LoadConfigs.closed(2), 0);
        pacer.begin(0);
        pacer.onIssued();
        pacer.onIssued();

        // when
        pacer.onOutcome(0, 50 * ms);
        pacer.onOutcome(0, 20 * ms);

        // then
        final long firstNs = pacer.nextDueNs(1);
        assertThat(firstNs).isBetween(20 * ms, 22 * ms);
        assertThat(pacer.nextDueNs(firstNs)).isEqualTo(firstNs);
        pacer.onIssued();
        final long secondNs = pacer.nextDueNs(firstNs);
        assertThat(secondNs).isBetween(50 * ms, 52 * ms);
        assertThat(pacer.nextDueNs(secondNs)).isEqualTo(secondNs);
    }
}
