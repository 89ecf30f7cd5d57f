package io.wilco.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    private static final InetSocketAddress A = SimWorld.address(1, 1_000);
    private static final InetSocketAddress B = SimWorld.address(2, 2_000);
    private static final InetSocketAddress C = SimWorld.address(3, 3_000);
    private static final long MS = 1_000_000L;
    private static final int COUNT = 10_000;

    private final SimWorld world = new SimWorld(42, 0);
    private final SimNetwork network = world.network();
    private final Recorder a = new Recorder();
    private final Recorder b = new Recorder();
    private final Recorder c = new Recorder();

    SimNetworkTest() {
        world.add(A, a);
        world.add(B, b);
        world.add(C, c);
    }

    @Test
    void shouldDeliverInOrderThoughDelaysVary() {
        // given
        network.faults(SimFaults.NONE.withDelay(1_000, 900_000));

        // when
        sendEvery(1_000);

        // then
        assertThat(b.numbers()).hasSize(COUNT).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldLoseAsManyAsItIsTold() {
        network.faults(SimFaults.NONE.withLoss(0.3));
        sendEvery(1_000);
        assertThat((double) b.received.size() / COUNT).isBetween(0.67, 0.73);
    }

    @Test
    void shouldDuplicateAsManyAsItIsTold() {
        network.faults(SimFaults.NONE.withDuplicate(0.2));
        sendEvery(1_000);
        assertThat((double) b.received.size() / COUNT).isBetween(1.17, 1.23);
        assertThat(Set.copyOf(b.numbers())).hasSize(COUNT);
    }

    @Test
    void shouldReorderAsManyAsItIsTold() {
        // given
        network.faults(SimFaults.NONE.withReorder(0.1, 100_000));

        // when
        sendEvery(1_000);

        // then
        int overtaken = 0;
        int highest = -1;
        for (final int number : b.numbers()) {
            overtaken += number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        assertThat(b.received).hasSize(COUNT);
        assertThat((double) overtaken / COUNT).isBetween(0.08, 0.12);
    }

    @Test
    void shouldCorruptAsManyAsItIsTold() {
        // given
        network.faults(SimFaults.NONE.withCorrupt(0.2));

        // when
        for (int i = 0; i < COUNT; i++) {
            a.send(B, 0);
        }
        world.run(MS);

        // then: a bit flipped, or cut short
        final byte[] sent = new byte[100];
        long changed = 0;
        for (final Recorder.Received received : b.received) {
            if (!java.util.Arrays.equals(received.bytes(), sent)) {
                changed++;
                int bits = 0;
                for (final byte value : received.bytes()) {
                    bits += Integer.bitCount(value & 0xFF);
                }
                assertThat(bits == 1 || received.bytes().length < 100).isTrue();
            }
        }
        assertThat((double) changed / COUNT).isBetween(0.17, 0.23);
    }

    @Test
    void shouldSendNoFasterThanTheBottleneckAndLoseWhatDoesNotFitItsQueue() {
        // given: 100 bytes take 100 us, ten of them wait
        network.faults(A, B, SimFaults.NONE.withBottleneck(1_000_000, 1_000));

        // when
        for (int i = 0; i < 50; i++) {
            a.send(B, i);
        }
        world.run(MS / 2);
        for (int i = 50; i < 52; i++) {
            a.send(B, i);
        }
        world.run(100 * MS);

        // then
        assertThat(b.numbers())
                .startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .endsWith(50, 51)
                .hasSize(12);
        for (int i = 1; i < b.received.size(); i++) {
            assertThat(b.received.get(i).nowNs() - b.received.get(i - 1).nowNs())
                    .isEqualTo(100_000);
        }
    }

    @Test
    void shouldCutOneDirection() {
        // given
        network.cut(A, B);

        // when
        a.send(B, 1);
        b.send(A, 2);
        a.send(C, 3);
        world.run(MS);

        // then
        assertThat(b.received).isEmpty();
        assertThat(a.numbers()).containsExactly(2);
        assertThat(c.numbers()).containsExactly(3);
    }

    @Test
    void shouldPartitionGroupsUntilHealed() {
        // given
        network.partition(List.of(A), List.of(B, C));
        a.send(B, 1);
        c.send(A, 2);
        b.send(C, 3);
        world.run(MS);
        assertThat(a.received).isEmpty();
        assertThat(b.received).isEmpty();
        assertThat(c.numbers()).containsExactly(3);

        // when
        network.heal();
        a.send(B, 4);
        world.run(2 * MS);

        // then
        assertThat(b.numbers()).containsExactly(4);
    }

    @Test
    void shouldLoseWhatIsOnItsWayWhenThePathIsCutOrDropped() {
        // given
        a.send(B, 1);
        a.send(C, 2);
        world.run(SimFaults.NONE.delayMinNs() / 2);

        // when
        network.cut(A, B);
        network.dropInFlight(C);
        a.send(C, 3);
        world.run(MS);

        // then
        assertThat(b.received).isEmpty();
        assertThat(c.numbers()).containsExactly(3);
    }

    @Test
    void shouldTreatOnePathUnlikeTheOthers() {
        // given
        network.faults(SimFaults.NONE.withLoss(1));
        network.faults(A, B, SimFaults.NONE);

        // when
        a.send(B, 1);
        a.send(C, 2);
        world.run(MS);
        network.faults(A, B, null);
        a.send(B, 3);
        world.run(2 * MS);

        // then
        assertThat(b.numbers()).containsExactly(1);
        assertThat(c.received).isEmpty();
        assertThat(network.sent()).isEqualTo(3);
        assertThat(network.delivered()).isEqualTo(1);
    }

    @Test
    void shouldLoseWhatTheFilterPicks() {
        // given
        network.filter((nowNs, from, to, datagram) -> datagram.getInt(0) % 2 == 0);

        // when
        for (int i = 0; i < 10; i++) {
            a.send(B, i);
        }
        world.run(MS);

        // then
        assertThat(b.numbers()).containsExactly(0, 2, 4, 6, 8);
    }

    @Test
    void shouldRefuseFaultsThatMakeNoSense() {
        assertThatThrownBy(() -> SimFaults.NONE.withLoss(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimFaults.NONE.withLoss(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimFaults.NONE.withDelay(0, 5)).hasMessageContaining("delayMinNs");
        assertThatThrownBy(() -> SimFaults.NONE.withDelay(5, 4)).hasMessageContaining("delayMaxNs");
        assertThatThrownBy(() -> SimFaults.NONE.withReorder(0.1, 0)).hasMessageContaining("reorderDelayMaxNs");
        assertThatThrownBy(() -> SimFaults.NONE.withBottleneck(5, 0)).hasMessageContaining("queueBytesMax");
        assertThatThrownBy(() -> SimFaults.NONE.withBottleneck(-5, 10)).hasMessageContaining("bytesPerSecond");
    }

    private void sendEvery(final long periodNs) {
        for (int i = 0; i < COUNT; i++) {
            final int number = i;
            world.at(i * periodNs, () -> a.send(B, number));
        }
        world.run(COUNT * periodNs + 10 * MS);
    }
}
