package io.wilco.dispatcher.policy;

import static io.wilco.dispatcher.policy.Loads.busy;
import static io.wilco.dispatcher.policy.Loads.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.dispatcher.policy.Loads.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {
    static final List<String> ALL = Policies.NAMES;

    @Test
    void shouldNameThePoliciesThatThereAre() {
        assertThatThrownBy(() -> Policies.newPool("fastest", new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no policy is named 'fastest'; there are jbsq, round-robin, random, least-");
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldHaveNobodyWhenNobodyCanTake(final String name) {
        final WorkerLoad unready = ready(1);
        unready.onReady(false);
        final WorkerLoad blocked = ready(1);
        blocked.onCredit(false);

        assertThat(new Pool(name, unready, blocked).pick()).isEqualTo(Policy.NONE);
        assertThat(new Pool(name).pick()).isEqualTo(Policy.NONE);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldPickOnlyThoseThatCanTakeWhoeverComesAndGoes(final String name) {
        final SplittableRandom random = new SplittableRandom(7);
        final Pool pool = new Pool(name);
        final List<Integer> here = new ArrayList<>();
        int next = 0;
        for (int step = 0; step < 20_000; step++) {
            pool.nowNs += 1_000_000;
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (here.size() < 20) {
                        pool.add(ready(1 + random.nextInt(4)), 0);
                        here.add(next++);
                    }
                }
                case 1 -> {
                    if (here.size() > 2 && random.nextInt(4) == 0) {
                        pool.remove(here.remove(random.nextInt(here.size())));
                    }
                }
                case 2 -> toggle(pool, here, random);
                case 3, 4 -> answer(pool, here, random);
                default -> {
                    final int worker = pool.assign();
                    final boolean isAnyAble = here.stream().anyMatch(one -> canTake(pool, one));
                    if (worker != Policy.NONE) {
                        assertThat(here).contains(worker);
                        assertThat(canTake(pool, worker)).isTrue();
                    } else if (!name.equals("jbsq")) {
                        assertThat(isAnyAble).isFalse();
                    }
                }
            }
        }
    }

    private static boolean canTake(final Pool pool, final int worker) {
        return pool.member(worker).load().canTake();
    }

    private static void toggle(final Pool pool, final List<Integer> here, final SplittableRandom random) {
        if (!here.isEmpty()) {
            final int worker = here.get(random.nextInt(here.size()));
            pool.member(worker).load().onReady(random.nextBoolean());
            pool.changed(worker);
        }
    }

    private static void answer(final Pool pool, final List<Integer> here, final SplittableRandom random) {
        for (final int worker : here) {
            if (pool.member(worker).load().outstanding() > 0 && random.nextBoolean()) {
                pool.answer(worker, 1_000_000L + random.nextInt(1_000_000), 1_000);
            }
        }
    }

    @Test
    void shouldGoRoundWhateverTheLoad() {
        final WorkerLoad unready = ready(1);
        unready.onReady(false);

        assertThat(counts(new Pool("round-robin", busy(1, 50), ready(1), unready, ready(1)), 300))
                .containsExactly(100, 100, 0, 100);
    }

    @Test
    void shouldGoRoundByWeightAndEvenlySpread() {
        final Pool pool = new Pool("round-robin", weighing(100), weighing(200), weighing(100));
        for (int round = 0; round < 10; round++) {
            final List<Integer> given = List.of(pool.pick(), pool.pick(), pool.pick(), pool.pick());

            assertThat(given).containsExactlyInAnyOrder(0, 1, 1, 2);
        }
    }

    @Test
    void shouldPickAtRandomAndEvenlyAmongThoseThatCanTake() {
        final WorkerLoad blocked = ready(1);
        blocked.onCredit(false);
        final int[] counts = counts(new Pool("random", busy(1, 50), blocked, ready(1), ready(4), ready(1)), 40_000);

        assertThat(counts[1]).isZero();
        for (final int index : new int[] {0, 2, 3, 4}) {
            // Ten thousand each; the standard deviation is 87.
            assertThat(counts[index]).isBetween(9_600, 10_400);
        }
    }

    @Test
    void shouldPickAtRandomByWeight() {
        final int[] counts = counts(new Pool("random", weighing(100), weighing(300)), 40_000);

        assertThat(counts[0]).isBetween(9_600, 10_400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"least-outstanding", "power-of-two", "peak-ewma", "prequal"})
    void shouldPreferTheOneWithLessToDo(final String name) {
        final Pool pool = new Pool(name, ready(2), ready(2));
        for (int i = 0; i < 50; i++) {
            for (int worker = 0; worker < 2; worker++) {
                pool.member(worker).load().onAssigned(0);
                pool.answer(worker, 1_000_000, 1_000);
            }
        }
        for (int i = 0; i < 5; i++) {
            pool.member(0).load().onAssigned(0);
            pool.changed(0);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(pool.assign()).isEqualTo(1);
        }
    }

    @Test
    void shouldWeighByThroughputAndUse() {
        // Two handlers' worth of work, done by one worker in half the time the other takes.
        final Pool pool = new Pool("weighted-by-load", ready(1), ready(1));
        for (int ms = 0; ms < 30_000; ms++) {
            pool.nowNs += 1_000_000;
            work(pool, 0, ms, 10);
            work(pool, 1, ms, 20);
        }

        final int[] counts = counts(pool, 3_000);

        assertThat(counts[0]).isBetween(1_800, 2_200);
    }

    /** A request comes every so many ms, and takes all of that time. */
    private static void work(final Pool pool, final int worker, final int ms, final int everyMs) {
        if (ms % everyMs == 0) {
            if (pool.member(worker).load().outstanding() > 0) {
                pool.answer(worker, everyMs * 1_000_000L, 1_000);
            }
            pool.member(worker).load().onAssigned(0);
        }
        pool.changed(worker);
    }

    @Test
    void shouldUseTheNearestFirstAndSpillWhenTheyAreBusy() {
        final Pool pool = new Pool("jbsq");
        pool.add(ready(2), 1);
        pool.add(ready(1), 0);
        pool.add(ready(1), 2);

        final List<Integer> given = List.of(pool.assign(), pool.assign(), pool.assign(), pool.assign(), pool.assign());

        // When none has a free handler, the nearest is sent one ahead.
        assertThat(given).containsExactly(1, 0, 0, 2, 1);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldGoFartherOnlyWhileTheNearAreBusy(final String name) {
        final Pool pool = new Pool(name);
        pool.add(ready(1), 1);
        pool.add(ready(1), 0);

        assertThat(List.of(pool.assign(), pool.assign(), pool.assign())).containsExactly(1, 0, 1);

        // Both are done.
        for (final int worker : new int[] {1, 1, 0}) {
            pool.member(worker).load().onSettled(pool.nowNs);
            pool.changed(worker);
        }
        assertThat(pool.assign()).isEqualTo(1);
    }

    private static WorkerLoad weighing(final int weight) {
        final WorkerLoad load = ready(1);
        load.onWeight(weight);
        return load;
    }

    private static int[] counts(final Pool pool, final int picks) {
        final int[] counts = new int[16];
        for (int i = 0; i < picks; i++) {
            counts[pool.pick()]++;
        }
        return java.util.Arrays.copyOf(counts, pool.pool().size());
    }
}
