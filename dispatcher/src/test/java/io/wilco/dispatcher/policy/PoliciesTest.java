package io.wilco.dispatcher.policy;

import static io.wilco.dispatcher.policy.Loads.busy;
import static io.wilco.dispatcher.policy.Loads.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void shouldMakeEachPolicyByItsName() {
        for (final String name : Policies.NAMES) {
            final Policy policy = Policies.create(name, new SplittableRandom(1));
            assertThat(policy.pick(new WorkerLoad[] {ready(1)}, 1)).as(name).isZero();
            assertThat(policy.pick(new WorkerLoad[0], 0)).as(name).isEqualTo(Policy.NONE);
        }
    }

    @Test
    void shouldNameThePoliciesThatThereAre() {
        assertThatThrownBy(() -> Policies.create("fastest", new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no policy is named 'fastest'; there are jbsq, round-robin, random");
    }

    @Test
    void shouldGoRoundWhateverTheLoad() {
        final Policy policy = Policies.create("round-robin", new SplittableRandom(1));
        final WorkerLoad unready = ready(1);
        unready.onReady(false);
        final WorkerLoad[] workers = {busy(1, 50), ready(1), unready, ready(1)};

        final int[] counts = counts(policy, workers, 300);

        assertThat(counts).containsExactly(100, 100, 0, 100);
    }

    @Test
    void shouldPickAtRandomAndEvenlyAmongThoseThatCanTake() {
        final Policy policy = Policies.create("random", new SplittableRandom(42));
        final WorkerLoad blocked = ready(1);
        blocked.onCredit(false);
        final WorkerLoad[] workers = {busy(1, 50), blocked, ready(1), ready(4), ready(1)};

        final int[] counts = counts(policy, workers, 40_000);

        assertThat(counts[1]).isZero();
        for (final int index : new int[] {0, 2, 3, 4}) {
            // Ten thousand each; the standard deviation is 87.
            assertThat(counts[index]).isBetween(9_600, 10_400);
        }
    }

    @Test
    void shouldHaveNobodyWhenNobodyCanTake() {
        final WorkerLoad unready = ready(1);
        unready.onReady(false);
        for (final String name : Policies.NAMES) {
            final Policy policy = Policies.create(name, new SplittableRandom(1));
            assertThat(policy.pick(new WorkerLoad[] {unready, unready}, 2))
                    .as(name)
                    .isEqualTo(Policy.NONE);
        }
    }

    @Test
    void shouldLookOnlyAtTheWorkersThatCount() {
        for (final String name : Policies.NAMES) {
            final Policy policy = Policies.create(name, new SplittableRandom(1));
            final WorkerLoad[] workers = Arrays.copyOf(new WorkerLoad[] {ready(1)}, 8);
            for (int i = 0; i < 10; i++) {
                assertThat(policy.pick(workers, 1)).as(name).isZero();
            }
        }
    }

    private static int[] counts(final Policy policy, final WorkerLoad[] workers, final int picks) {
        final int[] counts = new int[workers.length];
        for (int i = 0; i < picks; i++) {
            counts[policy.pick(workers, workers.length)]++;
        }
        return counts;
    }
}
