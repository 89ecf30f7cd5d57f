package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.wire.AckFlyweight;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.FrameReader;
import io.wilco.wire.FrameType;
import io.wilco.wire.MessageKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckTest {
    private static final long ACK_DELAY_NS = LinkConfig.DEFAULT.ackDelayMaxNs();

    @Test
    void shouldCarryTheAckOfARequestWithItsReply() {
        // given
        final Duo duo = Duo.connected();
        duo.answerer.owner = Peer.ECHO;
        duo.record();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(10 * Duo.MS);

        // then: request, reply with ack, ack of the reply
        assertThat(duo.sent).extracting(Duo.Sent::from).containsExactly(Duo.ASKER, Duo.ANSWERER, Duo.ASKER);
        assertThat(types(duo.sent.get(1))).containsExactly(FrameType.ACK, FrameType.MESSAGE);
        assertThat(types(duo.sent.get(2))).containsExactly(FrameType.ACK);
    }

    @Test
    void shouldCarryAcksWithTheNextRequestOfAPingPong() {
        // given
        final Duo duo = Duo.connected();
        duo.answerer.owner = Peer.ECHO;
        duo.asker.owner = (peer, link, kind, id, length) -> {
            if (id < 100) {
                peer.send(link, MessageKind.REQUEST, id + 1, length);
            }
            return true;
        };
        duo.record();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(100 * Duo.MS);

        // then: two datagrams a round trip, and the last ack
        assertThat(duo.asker.replies).hasSize(100);
        assertThat(duo.sent).hasSize(201);
    }

    @Test
    void shouldHoldAnAckBackForNoLongerThanItSays() {
        // given
        final Duo duo = Duo.connected();
        duo.record();

        // when
        duo.asker.send(duo.link, MessageKind.REPLY, 1, 64);
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.sent).hasSize(2);
        assertThat(duo.sent.get(1).timeNs() - duo.sent.get(0).timeNs())
                .isBetween(Duo.DELAY_NS + ACK_DELAY_NS, Duo.DELAY_NS + ACK_DELAY_NS + Duo.TICK_NS);
        assertThat(ackDelayUs(duo.sent.get(1))).isBetween(ACK_DELAY_NS / 1_000, (ACK_DELAY_NS + Duo.TICK_NS) / 1_000);
        assertThat(duo.link.isFlushed()).isTrue();
    }

    @Test
    void shouldAckAtOnceWhenManyDatagramsHaveCome() {
        // given
        final Duo duo = Duo.connected();
        duo.record();

        // when
        for (int id = 0; id < 8; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_200);
        }
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        assertThat(duo.sentFrom(Duo.ANSWERER)).hasSize(1);
        assertThat(duo.link.isFlushed()).isTrue();
    }

    @Test
    void shouldTellOfAGapAtOnce() {
        // given
        final Duo duo = Duo.connected();
        duo.world.network().filter((nowNs, from, to, datagram) -> false);
        duo.asker.send(duo.link, MessageKind.REPLY, 1, 64);
        duo.runFor(1);
        duo.record();

        // when
        duo.asker.send(duo.link, MessageKind.REPLY, 2, 64);
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        final ByteBuffer ack = Bytes.wrap(duo.sentFrom(Duo.ANSWERER).get(0).bytes());
        assertThat(AckFlyweight.rangeCount(ack, DatagramHeader.LENGTH)).isEqualTo(1);
    }

    @Test
    void shouldAckAgainWhatWasSentAgain() {
        // given: the ack is lost
        final Duo duo = Duo.connected();
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        duo.asker.send(duo.link, MessageKind.REPLY, 1, 64);
        duo.runFor(Duo.MS);
        duo.world.network().heal();
        assertThat(duo.link.isFlushed()).isFalse();

        // when
        duo.runFor(20 * Duo.MS);

        // then
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.answerer.replies).containsEntry(1L, 1);
        assertThat(duo.back().stats().framesDuplicate).isPositive();
    }

    @Test
    void shouldNotAnswerAnAckWithAnAck() {
        // given
        final Duo duo = Duo.connected();
        duo.record();

        // when
        duo.link.ackNow(duo.asker.clockNs());
        duo.runFor(100 * Duo.MS);

        // then
        assertThat(duo.sent).hasSize(1);
    }

    @Test
    void shouldReplaceALoadReportOnlyByANewerOne() {
        // given
        final Duo duo = Duo.connected();
        final long[] received = new long[1];
        duo.back().reportLoad(report -> report.received = ++received[0]);
        duo.world.network().faults(SimFaults.NONE.withReorder(0.5, 5 * Duo.MS).withDuplicate(0.3));

        // when
        for (int i = 0; i < 200; i++) {
            duo.back().ackNow(duo.answerer.clockNs());
            duo.runFor(Duo.MS / 4);
        }
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.asker.reportsReceived).isSorted().doesNotHaveDuplicates();
        assertThat(duo.asker.reportsReceived.size()).isBetween(20, 199);
        assertThat(duo.asker.reportsReceived.get(duo.asker.reportsReceived.size() - 1))
                .isGreaterThan(190L);
    }

    @Test
    void shouldMeasureTheRoundTripWithoutTheTimeForWhichAcksWereHeldBack() {
        // given
        final Duo duo = Duo.connected();

        // when
        for (int id = 0; id < 100; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 64);
            duo.runFor(2 * Duo.MS);
        }

        // then
        assertThat(duo.link.rtt().smoothedNs()).isBetween(2 * Duo.DELAY_NS, 2 * Duo.DELAY_NS + 2_000);
    }

    @Test
    void shouldNotTakeLateNewsOfOldArrivalsForARoundTrip() {
        // given: every second of several hundred datagrams is lost, so that no ACK has room for all the ranges
        final Duo duo = Duo.connected();
        grow(duo);
        final int[] sent = new int[1];
        duo.world
                .network()
                .filter((nowNs, from, to, datagram) ->
                        from.equals(Duo.ANSWERER) || sent[0]++ % 2 == 0 || sent[0] > 400);

        // when
        for (int id = 0; id < 300; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, 10_000 + id, 1_200);
        }
        final List<Long> smoothedNs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            duo.runFor(Duo.MS);
            smoothedNs.add(duo.link.rtt().smoothedNs());
        }

        // then
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(smoothedNs).allMatch(ns -> ns <= 2 * Duo.DELAY_NS + 2_000);
    }

    /** Lets the asker's congestion window become large. */
    private static void grow(final Duo duo) {
        for (int id = 0; id < 2_000; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_200);
        }
        duo.runFor(Duo.SECOND);
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.link.sender().congestion().windowBytes()).isGreaterThan(300 * 1_400);
    }

    private static List<Integer> types(final Duo.Sent sent) {
        final FrameReader frames = new FrameReader();
        frames.wrap(Bytes.wrap(sent.bytes()), DatagramHeader.LENGTH);
        final List<Integer> types = new ArrayList<>();
        while (frames.next()) {
            types.add(frames.type());
        }
        return types;
    }

    private static long ackDelayUs(final Duo.Sent sent) {
        return AckFlyweight.ackDelayUs(Bytes.wrap(sent.bytes()), DatagramHeader.LENGTH);
    }
}
