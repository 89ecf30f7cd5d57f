package io.wilco.dispatcher.policy;

import static io.wilco.dispatcher.policy.Loads.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The arithmetic by which a dispatcher knows a worker's load. */
class WorkerLoadProperties {
    /**
     * A worker completes requests; of its reports and replies some are lost, some late. Links hand over only reports
     * newer than those before; replies come in any order.
     */
    @Property(tries = 1_000)
    void shouldNeverThinkThatAWorkerHasLessThanItHas(
            @ForAll @Size(max = 200) final List<@IntRange(min = 0, max = 4) Integer> steps) {
        final WorkerLoad load = Loads.ready(2);
        final List<Long> reportsUnderWay = new ArrayList<>();
        long assigned = 0;
        long completed = 0;
        long replied = 0;
        for (final int step : steps) {
            switch (step) {
                case 0 -> {
                    assigned++;
                    load.onAssigned(0);
                }
                case 1 -> completed += completed < assigned ? 1 : 0;
                case 2 -> reportsUnderWay.add(completed);
                case 3 -> {
                    if (!reportsUnderWay.isEmpty()) {
                        // The ones before it were lost.
                        load.onReport(report(2, 1, reportsUnderWay.get(reportsUnderWay.size() - 1)), 1, 1);
                        reportsUnderWay.clear();
                    }
                }
                default -> {
                    if (replied < completed) {
                        replied++;
                        load.onSettled(1);
                    }
                }
            }
            assertThat(load.outstanding()).isBetween(assigned - completed, assigned - replied);
        }
        load.onReport(report(2, 1, completed), 1, 1);
        assertThat(load.outstanding()).isEqualTo(assigned - completed);
    }

    @Property(tries = 1_000)
    void shouldStayInBoundsWhateverAWorkerSays(
            @ForAll @Size(max = 50) final List<Long> completed,
            @ForAll final int concurrency,
            @ForAll final long serviceTimeNs) {
        final WorkerLoad load = Loads.ready(1);
        for (int i = 0; i < completed.size(); i++) {
            load.onAssigned(0);
            load.onReport(report(Math.max(1, concurrency), Math.max(0, serviceTimeNs), completed.get(i)), i, i);
            load.onSettled(1);
            load.onSettled(1);
            assertThat(load.outstanding()).isBetween(0L, i + 1L);
            assertThat(load.bound()).isPositive();
        }
    }

    @Example
    void shouldNotFallBackToAnOlderCount() {
        final WorkerLoad load = Loads.busy(1, 10);
        load.onReport(report(1, 1, 7), 1, 1);
        load.onReport(report(1, 1, 5), 1, 2);

        assertThat(load.outstanding()).isEqualTo(3);
    }

    @Example
    void shouldCountWhatWasAssignedSinceTheReport() {
        final WorkerLoad load = Loads.busy(1, 10);
        load.onReport(report(1, 1, 10), 1, 1);
        assertThat(load.outstanding()).isZero();

        load.onAssigned(0);
        load.onAssigned(0);

        assertThat(load.outstanding()).isEqualTo(2);
    }

    @Example
    void shouldTakeACountBeyondWhatWasGivenForAllOfIt() {
        final WorkerLoad load = Loads.busy(1, 3);
        load.onReport(report(1, 1, 1_000), 1, 1);
        load.onAssigned(0);

        assertThat(load.outstanding()).isEqualTo(1);
    }

    @Property
    void shouldBoundByHandlersAndWhatIsOnItsWay(
            @ForAll @IntRange(min = 1, max = 64) final int concurrency,
            @ForAll @LongRange(min = 1, max = 1_000_000) final long serviceTimeNs,
            @ForAll @LongRange(max = 1_000_000) final long roundTripNs) {
        final WorkerLoad load = Loads.ready(concurrency);
        assertThat(load.bound()).isEqualTo(2L * concurrency);

        load.onReport(report(concurrency, serviceTimeNs, 0), roundTripNs, 1);

        final long inTransit = (long) Math.ceil(Math.min(4_096, (double) roundTripNs * concurrency / serviceTimeNs));
        assertThat(load.bound()).isEqualTo(concurrency + inTransit);
    }

    @Example
    void shouldKnowNothingAfterAReset() {
        final WorkerLoad load = Loads.busy(4, 9);
        load.onReport(report(4, 77, 3), 5, 6);

        load.reset(2);

        assertThat(load.outstanding()).isZero();
        assertThat(load.canTake()).isFalse();
        assertThat(load.concurrency()).isEqualTo(2);
        assertThat(load.serviceTimeNs()).isZero();
        assertThat(load.reportedAtNs()).isZero();
    }
}
