package io.wilco.dispatcher.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Key;
import io.wilco.wire.Shards;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work by Zipf's law: without load, all workers are even; with it, a few shards have most of the work. */
class RebalancerTest {
    private static final String SERVICE = "sessions";
    private static final int ROUNDS_A_MINUTE = 12;
    private static final long HANDLERS_US = 4_000_000;

    private final Placement placement = new Placement();
    private long timeMs = 1_000;

    @ParameterizedTest
    @CsvSource({"3, 10000", "4, 10000", "5, 100000", "10, 1000000"})
    void shouldBringTheBusiestNearTheMeanWhereverSingleShardsAllow(final int workers, final int keys) {
        start(workers);
        final long[] workUs = zipf(keys, 1.1);
        final double mean = (double) Arrays.stream(workUs).sum() / workers;
        final double heaviest = Arrays.stream(workUs).max().orElseThrow();
        for (int minute = 0; minute < 4; minute++) {
            assertThat(minute(workUs)).isLessThan(Shards.COUNT / 20);
        }
        // A shard cannot be cut: its owner has at least that.
        assertThat(busiest(workUs, workers)).isLessThanOrEqualTo(Math.max(1.2 * mean, heaviest * 1.02));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10})
    void shouldLeaveAloneWhatIsEven(final int workers) {
        start(workers);
        final long[] workUs = new long[Shards.COUNT];
        Arrays.fill(workUs, 1_000);
        assertThat(minute(workUs)).isZero();
    }

    private void start(final int workers) {
        placement.apply(timeMs++, new Command.MemberUp(0, ""));
        placement.apply(timeMs++, new Command.Use(SERVICE));
        for (int i = 0; i < workers; i++) {
            placement.apply(timeMs++, new Command.Up(0, "w" + i, 1, List.of(SERVICE), 100, 0));
        }
        placement.apply(timeMs++, new Command.Balance());
    }

    /** What the rounds of a minute move, each released at once. */
    private int minute(final long[] workUs) {
        int moved = 0;
        for (int round = 0; round < ROUNDS_A_MINUTE; round++) {
            for (final Command.Move move : Rebalancer.moves(placement, plan(), workUs)) {
                final Node owner = Objects.requireNonNull(plan().owner(move.shard()));
                placement.apply(timeMs++, move);
                placement.apply(
                        timeMs++,
                        new Command.Released(
                                owner.id(),
                                owner.incarnation(),
                                SERVICE,
                                List.of(move.shard()),
                                List.of(move.epoch())));
                moved++;
            }
        }
        return moved;
    }

    private ShardPlan plan() {
        return Objects.requireNonNull(placement.plan(SERVICE));
    }

    private static long[] zipf(final int keys, final double exponent) {
        final double[] weights = new double[Shards.COUNT];
        double sum = 0;
        for (int rank = 1; rank <= keys; rank++) {
            final double weight = Math.pow(rank, -exponent);
            weights[Key.of("key-" + rank).shard()] += weight;
            sum += weight;
        }
        final long[] workUs = new long[Shards.COUNT];
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            workUs[shard] = (long) (HANDLERS_US * weights[shard] / sum);
        }
        return workUs;
    }

    private double busiest(final long[] workUs, final int workers) {
        double busiest = 0;
        for (int i = 0; i < workers; i++) {
            double load = 0;
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                load += Objects.requireNonNull(plan().owner(shard)).id().equals("w" + i) ? workUs[shard] : 0;
            }
            busiest = Math.max(busiest, load);
        }
        return busiest;
    }
}
