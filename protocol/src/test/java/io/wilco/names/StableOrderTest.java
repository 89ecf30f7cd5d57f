package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wilco.names.Lookup.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StableOrderTest {
    private static final int SEEDS = 20_000;

    private static List<Target> targets(final int count, final Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Target(random.nextInt(3), random.nextInt(4) * 10, 7400 + i % 2, "host" + i + "."))
                .toList();
    }

    @Property
    void shouldNotDependOnTheOrderOfTheRecords(@ForAll final long seed, @ForAll @IntRange(max = 20) final int count) {
        final Random random = new Random(seed);
        final List<Target> targets = targets(count, random);
        final List<Target> turned = new ArrayList<>(targets);
        Collections.shuffle(turned, random);
        turned.addAll(targets);

        final StableOrder order = new StableOrder(seed);

        assertThat(order.targets(turned)).isEqualTo(order.targets(targets)).hasSize(count);
    }

    @Property
    void shouldPutLowerPrioritiesFirst(@ForAll final long seed, @ForAll @IntRange(max = 20) final int count) {
        assertThat(new StableOrder(seed).targets(targets(count, new Random(seed))))
                .extracting(Target::priority)
                .isSorted();
    }

    @Property
    void shouldKeepTheOrderOfTheOthersWhenOneGoes(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 20) final int count) {
        final List<Target> targets = targets(count, new Random(seed));
        final StableOrder order = new StableOrder(seed);
        final List<Target> expected = new ArrayList<>(order.targets(targets));
        expected.remove(targets.get(0));

        assertThat(order.targets(targets.subList(1, count))).isEqualTo(expected);
    }

    @Test
    void shouldPutEachFirstInProportionToItsWeight() {
        // given
        final List<Target> targets = List.of(
                new Target(1, 60, 1, "a."),
                new Target(1, 30, 1, "b."),
                new Target(1, 10, 1, "c."),
                new Target(1, 0, 1, "d."),
                new Target(2, 1_000, 1, "e."));

        // when
        final long[] first = new long[targets.size()];
        LongStream.range(0, SEEDS)
                .forEach(seed -> first[
                        targets.indexOf(new StableOrder(seed).targets(targets).get(0))]++);

        // then
        assertThat(first[0] / (double) SEEDS).isCloseTo(0.6, within(0.02));
        assertThat(first[1] / (double) SEEDS).isCloseTo(0.3, within(0.02));
        assertThat(first[2] / (double) SEEDS).isCloseTo(0.1, within(0.02));
        assertThat(first[3] / (double) SEEDS).isLessThan(0.002);
        assertThat(first[4]).isZero();
    }

    @Test
    void shouldSpreadProcessesOverEqualAddresses() {
        // given
        final List<InetAddress> addresses = List.of(
                Setup.address("::1", 1).getAddress(),
                Setup.address("10.0.0.1", 1).getAddress(),
                Setup.address("10.0.0.2", 1).getAddress());

        // when
        final long ofTwo = LongStream.range(0, SEEDS)
                .filter(seed ->
                        new StableOrder(seed).addresses(addresses).get(0).equals(addresses.get(2)))
                .count();
        final long ofSix = LongStream.range(0, SEEDS)
                .filter(seed ->
                        new StableOrder(seed).addresses(addresses).get(2).equals(addresses.get(0)))
                .count();

        // then
        assertThat(ofTwo / (double) SEEDS).isCloseTo(0.5, within(0.02));
        assertThat(ofSix).isEqualTo(SEEDS);
    }
}
