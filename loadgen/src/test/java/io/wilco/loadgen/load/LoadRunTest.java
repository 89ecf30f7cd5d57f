package io.wilco.loadgen.load;

import static io.wilco.loadgen.load.LoadSim.CLIENT;
import static io.wilco.loadgen.load.LoadSim.DISPATCHER;
import static io.wilco.loadgen.load.LoadSim.MS;
import static io.wilco.loadgen.load.LoadSim.SECOND;
import static io.wilco.loadgen.load.LoadSim.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.wilco.sim.SimFaults;
import io.wilco.wire.RejectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs in simulated time. */
class LoadRunTest {
    /** Two hops there, two back, 50 us each, with time for the acks to gather. */
    private static final long ROUND_TRIP_NS = 200_000;

    private static void assertBalanced(final LoadResult.Counts counts) {
        assertThat(counts.ok()
                        + counts.rejected()
                        + counts.timedOut()
                        + counts.failed()
                        + counts.outcomeUnknown()
                        + counts.lost())
                .isEqualTo(counts.sent());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void shouldKeepSoManyOpenInAClosedLoop(final int outstanding) {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.closed(outstanding));

        // when
        final LoadResult result = sim.end();

        // then
        assertBalanced(result.counts());
        assertThat(result.counts().ok()).isEqualTo(result.counts().sent());
        assertThat(result.warmup().ok()).isEqualTo(result.warmup().sent()).isPositive();
        assertThat(result.latency().getMinValue()).isGreaterThanOrEqualTo(ROUND_TRIP_NS * 999 / 1_000);
        // Little's law.
        assertThat(result.throughputPerS() * result.latency().getMean() / 1e9)
                .isCloseTo(outstanding, withPercentage(1));
        assertThat(result.isSound()).isTrue();
        assertThat(result.isFruitless()).isFalse();
        assertThat(result.isRateMissed()).isFalse();
    }

    @Test
    void shouldShareTheLoopAmongClients() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.with(new Pacing.ClosedLoop(10), 4, 64));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(result.throughputPerS() * result.latency().getMean() / 1e9).isCloseTo(10, withPercentage(1));
        assertThat(sim.progress.get(1).open()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void shouldSendAtTheRateOfAnOpenLoop(final int clients) {
        // given
        final Pacing pacing = new Pacing.OpenLoop(2_000, Arrivals.UNIFORM);
        final LoadSim sim = new LoadSim(LoadConfigs.with(pacing, clients, 64));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(result.counts().sent()).isEqualTo(8_000);
        assertThat(result.counts().ok()).isEqualTo(8_000);
        assertThat(result.warmup().ok()).isEqualTo(2_000);
        assertThat(result.unsent()).isZero();
        assertThat(result.lateness().getMaxValue()).isZero();
        assertThat(result.isRateMissed()).isFalse();
        // Those of the warm-up that came after its end are there too.
        assertThat(result.okEachSecond().stream().mapToLong(Long::longValue).sum())
                .isBetween(8_000L, 8_010L);
    }

    @Test
    void shouldShowAStallOfTheServerInThePercentilesOfAnOpenLoop() {
        // given a rate, and a worker that stops for a second
        final LoadSim sim = new LoadSim(LoadConfigs.open(1_000, Arrivals.POISSON));
        sim.world.at(sim.world.nowNs() + 3 * SECOND, () -> sim.world.pause(DISPATCHER, SECOND));

        // when
        final LoadResult result = sim.end();

        // then a fifth to a quarter of the requests was due in the meantime and waited half a second on average
        assertThat(result.counts().ok()).isEqualTo(result.counts().sent());
        assertThat(result.latency().getValueAtPercentile(99)).isGreaterThan(900 * MS);
        assertThat(result.latency().getValueAtPercentile(90)).isGreaterThan(400 * MS);
        assertThat(result.latency().getValueAtPercentile(50)).isLessThan(10 * MS);
        assertThat(result.longestStallNs()).isBetween(SECOND - 5 * MS, SECOND + 100 * MS);
        assertThat(result.isRateMissed()).isFalse();
    }

    @Test
    void shouldShowAStallOfTheGeneratorItself() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.open(1_000, Arrivals.UNIFORM));
        sim.world.at(sim.world.nowNs() + 3 * SECOND, () -> sim.world.pause(CLIENT, SECOND / 2));

        // when
        final LoadResult result = sim.end();

        // then nothing was skipped, what was late counts as late, and the run says so
        assertThat(result.counts().sent()).isEqualTo(4_000);
        assertThat(result.counts().ok()).isEqualTo(4_000);
        assertThat(result.latency().getMaxValue()).isGreaterThan(490 * MS);
        assertThat(result.lateness().getMaxValue()).isGreaterThan(490 * MS);
        assertThat(result.isRateMissed()).isTrue();
    }

    @Test
    void shouldCountWhatWasDueAndNotSent() {
        // given a generator that does not run until after the end
        final LoadSim sim = new LoadSim(LoadConfigs.open(1_000, Arrivals.UNIFORM));
        sim.world.at(sim.world.nowNs() + 3 * SECOND, () -> sim.world.pause(CLIENT, 5 * SECOND));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(result.counts().sent() + result.unsent()).isBetween(3_999L, 4_001L);
        assertThat(result.unsent()).isGreaterThan(1_900);
        assertThat(result.counts().lost()).isZero();
        assertThat(result.isRateMissed()).isTrue();
    }

    @Test
    void shouldFindAReplyWithAWrongByte() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.closed(4));
        sim.tampering = (number, bytes) -> {
            if (number == 3_000) {
                bytes[bytes.length - 1] ^= 1;
            }
            return bytes;
        };

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(result.mismatched()).isOne();
        assertThat(result.isSound()).isFalse();
        assertBalanced(result.counts());
    }

    @Test
    void shouldFindAReplyToAnotherRequest() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.closed(1));
        final byte[][] earlier = new byte[1][];
        sim.tampering = (number, bytes) -> {
            if (number == 9) {
                earlier[0] = bytes;
            }
            return number == 10 ? earlier[0] : bytes;
        };

        // when
        final LoadResult result = sim.end();

        // then, although it was in the warm-up
        assertThat(result.mismatched()).isOne();
        assertThat(result.isSound()).isFalse();
    }

    @Test
    void shouldCountTimeOuts() {
        // given a worker that never answers
        final LoadSim sim = new LoadSim(LoadConfigs.closed(8));
        sim.tampering = (number, bytes) -> null;

        // when
        final LoadResult result = sim.end();

        // then
        assertBalanced(result.counts());
        assertThat(result.counts().timedOut()).isEqualTo(result.counts().sent());
        assertThat(result.counts().lost()).isZero();
        assertThat(result.isFruitless()).isTrue();
        assertThat(result.longestStallNs()).isGreaterThan(4 * SECOND);
    }

    @Test
    void shouldWaitAfterARejection() {
        // given a service that nobody offers
        final LoadSim sim = new LoadSim(LoadConfigs.closed(8), "another");

        // when
        final LoadResult result = sim.end();

        // then each place was tried about once a second
        assertBalanced(result.counts());
        assertThat(result.counts().rejected()).isEqualTo(result.counts().sent()).isBetween(24L, 40L);
        assertThat(result.reasons()).containsOnlyKeys(RejectReason.NO_WORKERS);
        assertThat(result.isFruitless()).isTrue();
    }

    @Test
    void shouldLoseNothingOnABadNetwork() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.open(2_000, Arrivals.POISSON));
        sim.world
                .network()
                .faults(SimFaults.NONE.withLoss(0.1).withDuplicate(0.05).withReorder(0.1, MS));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(result.counts().ok()).isEqualTo(result.counts().sent());
        assertThat(result.isSound()).isTrue();
    }

    @Test
    void shouldCountARequestWithoutAnOutcomeAsLost() {
        // given a client that does not hear of its own deadlines
        final LoadConfig config = LoadConfigs.closed(2);
        final Tally tally = new Tally(config);
        tally.planMeasuring(10, 20);
        final Request early = new Request();
        final Request late = new Request();
        late.intendedNs = 10;

        // when
        tally.onSent(early, 0);
        tally.onSent(late, 10);
        final LoadResult result = tally.result(100, false, 0);

        // then a loss of the warm-up counts as well
        assertThat(result.counts().lost()).isEqualTo(2);
        assertThat(result.counts().sent()).isEqualTo(2);
        assertBalanced(result.counts());
        assertBalanced(result.warmup());
        assertThat(result.isSound()).isFalse();
    }

    @Test
    void shouldEndEarlyWithWhatThereIs() {
        // given a worker that stops answering, and a user who gives up
        final LoadSim sim = new LoadSim(LoadConfigs.closed(8));
        sim.tampering = (number, bytes) -> number < 5_000 ? bytes : null;
        final long beginNs = sim.world.nowNs();
        sim.world.at(beginNs + 2 * SECOND + SECOND / 2, CLIENT, sim.run::stop);

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(sim.world.nowNs() - beginNs).isLessThan(4 * SECOND);
        assertThat(result.isInterrupted()).isTrue();
        assertThat(result.durationNs()).isBetween(SECOND, 2 * SECOND);
        assertThat(result.counts().lost()).isZero();
        assertThat(result.counts().outcomeUnknown() + result.warmup().outcomeUnknown())
                .isEqualTo(8);
        assertBalanced(result.counts());
    }

    @Test
    void shouldReportEveryInterval() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.open(1_000, Arrivals.UNIFORM));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(sim.progress).hasSizeBetween(4, 5);
        assertThat(sim.progress.get(0).isMeasured()).isTrue();
        assertThat(sim.progress).allSatisfy(report -> {
            assertThat(report.okPerS()).isCloseTo(1_000, withPercentage(1));
            assertThat(report.p50Ns()).isLessThanOrEqualTo(result.latency().getMaxValue());
        });
    }

    @Test
    void shouldTellOfALostDispatcher() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.closed(4));
        sim.world.network().reportUnreachable(true);
        sim.world.at(sim.world.nowNs() + 2 * SECOND, () -> sim.world.crash(DISPATCHER));

        // when
        final LoadResult result = sim.end();

        // then
        assertThat(sim.notices).hasSize(1).first().asString().contains("lost the dispatcher 10.0.0.1:7400");
        assertThat(result.counts().lost()).isZero();
        assertBalanced(result.counts());
    }

    @Test
    void shouldSayWhyItCannotStart() {
        // given
        final LoadSim sim = new LoadSim(LoadConfigs.closed(4));
        sim.world.network().reportUnreachable(true);
        sim.world.crash(DISPATCHER);
        final long beginNs = sim.world.nowNs();

        // when
        sim.world.runUntil(() -> sim.whyNotStarted != null, beginNs + 60 * SECOND);

        // then
        assertThat(sim.whyNotStarted).isEqualTo("nothing listens there");
        assertThat(sim.world.nowNs() - beginNs).isLessThanOrEqualTo(LoadRun.CONNECT_TIMEOUT_NS + 100 * MS);
    }

    @Test
    void shouldBeTheSameRunWithTheSameSeed() {
        final LoadSim one = new LoadSim(LoadConfigs.open(500, Arrivals.POISSON));
        final LoadSim two = new LoadSim(LoadConfigs.open(500, Arrivals.POISSON));

        one.end();
        two.end();

        assertThat(one.world.digest()).isEqualTo(two.world.digest());
        assertThat(one.world.isUp(WORKER)).isTrue();
    }
}
