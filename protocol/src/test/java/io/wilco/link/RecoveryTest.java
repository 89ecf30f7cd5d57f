package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final int FLOOR_BYTES = 2 * LinkConfig.DEFAULT.datagramBytesMax();

    @Test
    void shouldResendOnlyWhatWasLost() {
        // given
        final Duo duo = Duo.connected();
        lose(duo, Set.of(10, 20, 21, 22));

        // when
        send(duo, 0, 100);
        duo.runFor(50 * Duo.MS);

        // then
        assertThat(duo.answerer.replies).hasSize(100);
        assertThat(duo.link.stats().framesRetransmitted).isEqualTo(4);
        assertThat(duo.link.stats().probeTimeouts).isZero();
    }

    @Test
    void shouldRecoverWithinAFewRoundTripsFromLaterAcks() {
        // given
        final Duo duo = Duo.connected();
        lose(duo, Set.of(0));
        final long startNs = duo.world.nowNs();

        // when
        send(duo, 0, 8);
        duo.until(() -> duo.answerer.replies.size() == 8, Duo.SECOND);

        // then: sent, gap told of, sent again
        assertThat(duo.world.nowNs() - startNs).isEqualTo(3 * Duo.DELAY_NS);
    }

    @Test
    void shouldNotResendWhatWasMerelyOvertaken() {
        // given: datagrams overtake each other by less than the thresholds of loss
        final Duo duo = Duo.connected();
        duo.world.network().faults(SimFaults.NONE.withReorder(0.3, 150_000));

        // when
        for (int id = 0; id < 200; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 64);
            duo.runFor(100_000);
        }
        duo.runFor(50 * Duo.MS);

        // then
        assertThat(duo.link.stats().framesRetransmitted).isZero();
    }

    @Test
    void shouldProbeEverMoreSlowly() {
        // given
        final Duo duo = Duo.connected(1, ReliabilityTest.patient());
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        duo.record();

        // when
        send(duo, 0, 1);
        duo.runFor(3 * Duo.SECOND);

        // then
        final List<Long> times = messageTimes(duo);
        final List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(times.get(i) - times.get(i - 1));
        }
        assertThat(gaps.get(0)).isLessThan(5 * Duo.MS);
        for (int i = 1; i < 6; i++) {
            assertThat((double) gaps.get(i) / gaps.get(i - 1)).isBetween(1.6, 2.4);
        }
        final long boundNs = LossDetector.PROBE_TIMEOUT_MAX_NS * 9 / 8 + Duo.TICK_NS;
        assertThat(gaps).allMatch(gap -> gap <= boundNs);
        assertThat(gaps.get(gaps.size() - 1)).isGreaterThanOrEqualTo(LossDetector.PROBE_TIMEOUT_MAX_NS);
    }

    @Test
    void shouldProbeWithTheOldestFramesAndNoMoreThanTwoDatagrams() {
        // given
        final Duo duo = Duo.connected();
        lose(duo, Set.of(5, 6, 7));
        duo.record();
        final int[] sent = new int[1];
        final List<Long> probedNs = new ArrayList<>();
        duo.world.network().filter((nowNs, from, to, datagram) -> {
            if (from.equals(Duo.ANSWERER) || sent[0]++ < 8) {
                return from.equals(Duo.ANSWERER) || sent[0] <= 5;
            }
            probedNs.add(nowNs);
            return true;
        });

        // when: the tail of the flight is lost
        send(duo, 0, 8);
        duo.until(() -> duo.answerer.replies.size() == 8, Duo.SECOND);

        // then: two probes, then what they showed to be lost
        assertThat(probedNs).hasSize(3);
        assertThat(probedNs.get(0)).isEqualTo(probedNs.get(1));
        assertThat(duo.link.stats().probeTimeouts).isEqualTo(1);
        assertThat(duo.link.stats().framesRetransmitted).isEqualTo(3);
    }

    @Test
    void shouldNotTakeTheLateAckOfAFrameForThatOfItsProbe() {
        // given: the ack of the first eight of ten datagrams is late, so that the first two are probed
        final Duo duo = Duo.connected();
        final List<Duo.Sent> late = new ArrayList<>();
        duo.world.network().filter((nowNs, from, to, datagram) -> {
            if (from.equals(Duo.ANSWERER)) {
                late.add(new Duo.Sent(nowNs, from, Bytes.copy(datagram, 0, datagram.limit())));
            }
            return from.equals(Duo.ASKER);
        });
        send(duo, 0, 8);
        duo.runFor(20_000);
        send(duo, 8, 2);
        duo.until(() -> duo.link.stats().probeTimeouts == 1, Duo.SECOND);
        assertThat(duo.link.stats().framesRetransmitted).isEqualTo(2);

        // when: it arrives sooner after the probe than an ack of the probe can
        duo.world.network().filter((nowNs, from, to, datagram) -> true);
        duo.inject(Duo.ANSWERER, Duo.ASKER, late.get(0).bytes());
        duo.runFor(50 * Duo.MS);

        // then: what was sent between a frame and its probe is not taken for lost
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.link.stats().framesRetransmitted).isEqualTo(2);
    }

    @Test
    void shouldNotProbeASlowPathBeforeAnAckCanCome() {
        // given
        final Duo duo = new Duo(1, ReliabilityTest.patient());
        duo.world.network().faults(SimFaults.NONE.withDelay(400 * Duo.MS, 400 * Duo.MS));
        duo.connect();
        duo.runFor(2 * Duo.SECOND);

        // when
        for (int id = 0; id < 20; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 64);
            duo.runFor(900 * Duo.MS);
        }

        // then
        assertThat(duo.link.stats().framesRetransmitted).isZero();
    }

    @Test
    void shouldHalveItsWindowOnceForAllThatWasLostInARoundTrip() {
        // given
        final Duo duo = Duo.connected();
        final long before = grow(duo);
        lose(duo, Set.of(1, 3, 5, 7, 9, 30, 31, 32, 33));

        // when
        send(duo, 5_000, 60);
        duo.runFor(50 * Duo.MS);

        // then
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.link.sender().congestion().windowBytes()).isBetween(before / 2, before / 2 + 20 * 1_408);
    }

    @Test
    void shouldGrowItsWindowOnlyWhileItHoldsTheSenderBack() {
        // given
        final Duo duo = Duo.connected();
        final long before = duo.link.sender().congestion().windowBytes();

        // when: much is sent, but never much at a time
        for (int id = 0; id < 2_000; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_000);
            duo.runFor(Duo.MS);
        }

        // then
        assertThat(duo.link.sender().congestion().windowBytes()).isEqualTo(before);
        assertThat(grow(duo)).isGreaterThan(10 * before);
    }

    @Test
    void shouldDoubleItsWindowEachRoundTripAtTheStart() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world.network().faults(SimFaults.NONE.withDelay(10 * Duo.MS, 10 * Duo.MS));
        duo.connect();
        duo.runFor(100 * Duo.MS);
        final long before = duo.link.sender().congestion().windowBytes();

        // when
        send(duo, 0, 2_000);
        duo.runFor(21 * Duo.MS);
        final long afterOne = duo.link.sender().congestion().windowBytes();
        duo.runFor(21 * Duo.MS);
        final long afterTwo = duo.link.sender().congestion().windowBytes();

        // then
        assertThat((double) afterOne / before).isBetween(1.7, 2.1);
        assertThat((double) afterTwo / afterOne).isBetween(1.7, 2.1);
    }

    @Test
    void shouldStartOverFromTheLeastWindowAfterABlackoutAndSoonBeBackAtHalf() {
        // given
        final Duo duo = Duo.connected(1, ReliabilityTest.patient());
        final long before = grow(duo);
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        send(duo, 5_000, 3_000);
        duo.runFor(300 * Duo.MS);
        assertThat(duo.link.sender().congestion().windowBytes()).isEqualTo(FLOOR_BYTES);

        // when
        duo.world.network().heal();
        duo.until(() -> duo.link.sender().congestion().windowBytes() > before / 3, 600 * Duo.MS);

        // then: the rest of a probe timeout, then some twenty round trips of doubling
        assertThat(duo.link.sender().congestion().windowBytes()).isGreaterThan(before / 3);
        duo.runFor(Duo.SECOND);
        assertThat(duo.answerer.replies).hasSize(3_000 + 2_000);
    }

    @Test
    void shouldUseABottleneckWellWithoutFloodingIt() {
        // given: 10 MB/s, 2 ms of queue, 200 us one way
        final Duo duo = Duo.connected(1, ReliabilityTest.patient());
        duo.world
                .network()
                .faults(
                        Duo.ASKER,
                        Duo.ANSWERER,
                        SimFaults.NONE.withDelay(200_000, 200_000).withBottleneck(10_000_000, 20_000));

        // when
        final int messages = 10_000;
        final long startNs = duo.world.nowNs();
        send(duo, 0, messages);
        assertThat(duo.until(() -> duo.answerer.replies.size() == messages, 20 * Duo.SECOND))
                .isTrue();

        // then
        final double idealNs = messages * 1_200 / 10_000_000.0 * Duo.SECOND;
        assertThat((duo.world.nowNs() - startNs) / idealNs).isLessThan(1.35);
        assertThat(duo.link.stats().framesRetransmitted).isLessThan(messages / 20);
    }

    @Test
    void shouldShareABottleneckWithAnotherLink() {
        // given
        final Duo duo = Duo.connected(1, ReliabilityTest.patient());
        final Link other = duo.asker.connect(Duo.ANSWERER);
        duo.until(other::isEstablished, Duo.SECOND);
        duo.world
                .network()
                .faults(
                        Duo.ASKER,
                        Duo.ANSWERER,
                        SimFaults.NONE.withDelay(200_000, 200_000).withBottleneck(10_000_000, 30_000));

        // when
        final int messages = 20_000;
        for (int id = 0; id < messages; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_200);
            duo.asker.send(other, MessageKind.REPLY, messages + id, 1_200);
        }
        duo.runFor(2 * Duo.SECOND);

        // then
        final long all = duo.answerer.replies.size();
        final long first = duo.answerer.replies.keySet().stream()
                .filter(id -> id < messages)
                .count();
        assertThat(all).isGreaterThan(10_000);
        assertThat((double) first / all).isBetween(0.25, 0.75);
    }

    @Test
    void shouldNotBurstIntoStepWithOthersAfterACommonLoss() {
        // given: many senders lose their answers at once
        final SimWorld world = new SimWorld(5, 0);
        final Peer answerer = new Peer(world, Duo.ANSWERER, ReliabilityTest.patient(), true, 0);
        world.add(Duo.ANSWERER, answerer);
        final List<Peer> askers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            final Peer asker = new Peer(world, SimWorld.address(100 + i, 9_000), ReliabilityTest.patient(), false, 0);
            world.add(asker.address, asker);
            asker.connect(Duo.ANSWERER);
            askers.add(asker);
        }
        world.run(Duo.SECOND);
        askers.forEach(asker -> world.network().cut(Duo.ANSWERER, asker.address));
        final List<Long> times = new ArrayList<>();
        world.network().filter((nowNs, from, to, datagram) -> {
            if (datagram.limit() > 100 && nowNs > 1_500 * Duo.MS) {
                times.add(nowNs);
            }
            return true;
        });

        // when
        askers.forEach(asker -> asker.send(asker.established.get(0), MessageKind.REPLY, 1, 64));
        world.run(2 * Duo.SECOND);

        // then
        assertThat(times).hasSizeGreaterThan(20);
        assertThat(Set.copyOf(times)).hasSizeGreaterThan(times.size() / 2);
    }

    private static void send(final Duo duo, final int firstId, final int count) {
        for (int id = firstId; id < firstId + count; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_200);
        }
    }

    /** Lets the asker's congestion window become large; returns it. */
    private static long grow(final Duo duo) {
        send(duo, 100_000, 2_000);
        duo.runFor(Duo.SECOND);
        assertThat(duo.link.isFlushed()).isTrue();
        return duo.link.sender().congestion().windowBytes();
    }

    /** Loses those of the datagrams that the asker sends from now on, counted from 0. */
    private static void lose(final Duo duo, final Set<Integer> ordinals) {
        final int[] sent = new int[1];
        duo.world
                .network()
                .filter((nowNs, from, to, datagram) -> !from.equals(Duo.ASKER) || !ordinals.contains(sent[0]++));
    }

    private static List<Long> messageTimes(final Duo duo) {
        return duo.sentFrom(Duo.ASKER).stream()
                .filter(sent -> sent.kind() == DatagramHeader.DATA && sent.bytes().length > 1_200)
                .map(Duo.Sent::timeNs)
                .distinct()
                .toList();
    }
}
