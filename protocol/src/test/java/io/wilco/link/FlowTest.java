package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.sim.SimFaults;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.MessageKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds a sender back: credit, its window, its bytes, and a receiver that has no room. */
class FlowTest {
    @Test
    void shouldCountRequestsAgainstTheCreditThatThePeerGave() {
        // given
        final Duo duo = Duo.connected(1, LinkConfig.DEFAULT.withRequestLimit(3));

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.asker.send(duo.link, MessageKind.CANCEL, 2, 64);

        // then
        assertThat(duo.link.requestCredit()).isEqualTo(2);
    }

    @Test
    void shouldTellWhenCreditHasComeAfterItHadRunOut() {
        // given
        final Duo duo = Duo.connected(1, LinkConfig.DEFAULT.withRequestLimit(1));
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(Duo.MS);
        assertThat(duo.link.requestCredit()).isZero();

        // when
        duo.back().grantRequests(5);
        duo.back().ackNow(duo.answerer.clockNs());
        duo.runFor(Duo.DELAY_NS);

        // then
        assertThat(duo.asker.writables).isEqualTo(1);
        assertThat(duo.link.requestCredit()).isEqualTo(4);
    }

    @Test
    void shouldNeverTakeGrantedCreditBack() {
        // given
        final Duo duo = Duo.connected(1, LinkConfig.DEFAULT.withRequestLimit(10));

        // when
        duo.back().grantRequests(3);
        duo.back().ackNow(duo.answerer.clockNs());
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.link.requestCredit()).isEqualTo(10);
    }

    @Test
    void shouldBeFullWhenTheWindowIs() {
        // given
        final Duo duo = Duo.connected(1, new Configs().set("windowFrames", 64).build());
        for (int id = 0; id < 64; id++) {
            assertThat(Messages.offer(duo.link, MessageKind.REPLY, id, 64)).isEqualTo(id);
        }

        // when
        final long refused = Messages.offer(duo.link, MessageKind.REPLY, 64, 64);
        duo.runFor(Duo.MS);

        // then
        assertThat(refused).isEqualTo(Link.FULL);
        assertThat(duo.asker.writables).isPositive();
        assertThat(Messages.offer(duo.link, MessageKind.REPLY, 64, 64)).isEqualTo(64);
    }

    @Test
    void shouldKeepNoMoreBytesThanItMay() {
        // given
        final Duo duo = Duo.connected(
                1,
                new Configs()
                        .set("sendBytesMax", 1 << 17)
                        .set("messageBytesMax", 60_000)
                        .build());
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);

        // when
        int offered = 0;
        while (Messages.offer(duo.link, MessageKind.REPLY, offered, 1_000) != Link.FULL) {
            offered++;
        }

        // then
        assertThat(offered).isBetween(100, 131);
    }

    @Test
    void shouldRefuseAMessageLongerThanItCanSend() {
        // given
        final Duo duo = Duo.connected();
        final int longest = duo.link.messageBytesMax();

        // when, then
        assertThat(longest).isEqualTo(LinkConfig.DEFAULT.messageBytesMax());
        assertThatThrownBy(() -> Messages.offer(duo.link, MessageKind.REPLY, 1, longest + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(longest + 1));
    }

    @ParameterizedTest(name = "datagrams of {0}, {1} frames, {2} of {3} bytes")
    @CsvSource({
        "1408, 64,    65616, 131232", "576,  64,    65616, 131232", "576,  128,   65616, 1048576",
        "1408, 16384, 65536, 131072", "9000, 64,    65536, 131072", "576,  64,    512,   1024",
        "1408, 64,    1300,  4096", "1408, 16384, 1000000, 2097152", "65507, 64, 65616, 262144"
    })
    void shouldSendTheLongestMessageThatItSaysItCan(
            final int datagram, final int window, final int message, final int bytes) {
        // given
        final Duo duo = Duo.connected(
                1,
                new Configs()
                        .set("datagramBytesMax", datagram)
                        .set("windowFrames", window)
                        .set("messageBytesMax", message)
                        .set("sendBytesMax", bytes)
                        .build());
        final int longest = Math.min(duo.link.messageBytesMax(), 100_000);

        // when
        for (int id = 0; id < 5; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, longest);
        }
        duo.runFor(Duo.SECOND);

        // then
        assertThat(longest).isGreaterThan(Math.min(100_000, Math.min(message, bytes / 2)) / 3);
        assertThat(duo.answerer.replies).hasSize(5);
        assertThat(duo.link.stats().framesRetransmitted).isZero();
    }

    @Test
    void shouldNotSendMoreThanThePeerPutsTogether() {
        // given
        final Duo duo = new Duo(
                1,
                LinkConfig.DEFAULT,
                new Configs().set("messageBytesMax", 2_000).build());
        duo.connect();

        // when, then
        assertThat(duo.link.messageBytesMax()).isEqualTo(2_000);
        assertThat(duo.back().messageBytesMax()).isEqualTo(LinkConfig.DEFAULT.messageBytesMax());
    }

    @Test
    void shouldNotExceedTheDatagramsThatThePeerTakes() {
        // given
        final Duo duo = new Duo(
                1,
                LinkConfig.DEFAULT,
                new Configs().set("datagramBytesMax", 600).build());
        duo.connect();
        duo.record();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 20_000);
        duo.answerer.send(duo.back(), MessageKind.REQUEST, 2, 20_000);
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.sent).allSatisfy(sent -> assertThat(sent.bytes()).hasSizeLessThanOrEqualTo(600));
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L);
        assertThat(duo.asker.deliveries).containsOnlyKeys(2L);
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"64", "60000"})
    void shouldDeliverADeclinedMessageLater(final int length) {
        // given
        final Duo duo = Duo.connected();
        final long roomNs = duo.world.nowNs() + 3 * Duo.SECOND;
        duo.answerer.owner = (peer, link, kind, id, size) -> duo.world.nowNs() >= roomNs;

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, length);
        duo.runFor(2_900 * Duo.MS);
        assertThat(duo.answerer.deliveries).isEmpty();
        duo.until(() -> !duo.answerer.deliveries.isEmpty(), Duo.SECOND);

        // then: soon, for meanwhile pings showed that the peer is alive
        assertThat(duo.world.nowNs() - roomNs).isBetween(0L, 50 * Duo.MS);
        duo.runFor(Duo.MS);
        assertThat(duo.answerer.deliveries).containsEntry(1L, 1);
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.asker.suspectedNs).isEmpty();
    }

    @Test
    void shouldTakeOthersWhileSomeAreDeclined() {
        // given
        final Duo duo = Duo.connected();
        final int[] declined = new int[1];
        duo.answerer.owner = (peer, link, kind, id, size) -> id % 3 != 0 || declined[0]++ > 200;

        // when
        for (int id = 0; id < 300; id++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, id, 64);
        }
        duo.runFor(3 * Duo.SECOND);

        // then
        assertThat(duo.answerer.deliveries).hasSize(300);
        assertThat(duo.answerer.deliveries.values()).containsOnly(1);
        assertThat(duo.back().stats().framesDeclined).isGreaterThan(200);
    }

    @Test
    void shouldPutTogetherMoreMessagesThanItHasBuffersFor() {
        // given
        final Duo duo = Duo.connected(1, new Configs().set("reassembliesMax", 2).build());
        final Peer third = new Peer(duo.world, SimWorld.address(3, 7_003), duo.config, false, 0);
        duo.world.add(third.address, third);
        final Link other = third.connect(Duo.ANSWERER);
        duo.until(other::isEstablished, Duo.SECOND);
        duo.world.network().faults(SimFaults.NONE.withLoss(0.1).withReorder(0.3, Duo.MS));

        // when
        for (int id = 0; id < 40; id++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, id, 10_000);
            third.send(other, MessageKind.REQUEST, 1_000 + id, 10_000);
        }
        duo.until(() -> duo.answerer.deliveries.size() == 80, 20 * Duo.SECOND);

        // then
        assertThat(duo.answerer.deliveries).hasSize(80);
        assertThat(duo.answerer.deliveries.values()).containsOnly(1);
    }

    @Test
    void shouldCompleteTheMessageThatHoldsTheBufferThoughMuchElseIsLost() {
        // given: all of a first message is lost, and the beginning of a second takes the only buffer
        final Duo duo = Duo.connected(1, new Configs().set("reassembliesMax", 1).build());
        final int[] sent = new int[1];
        duo.world.network().filter((nowNs, from, to, datagram) -> from.equals(Duo.ANSWERER) || sent[0]++ >= 8);

        // when: the rest of the second waits behind the first, for which there is no buffer
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 9_500);
        duo.asker.send(duo.link, MessageKind.REQUEST, 2, 60_000);
        duo.runFor(3 * Duo.SECOND);

        // then
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L, 2L);
    }

    @Test
    void shouldServeEveryLinkThoughTheNetworkTakesLittleAtATime() {
        // given: two links with much to send
        final Duo duo = Duo.connected();
        final Link other = duo.asker.connect(Duo.ANSWERER);
        duo.until(other::isEstablished, Duo.SECOND);
        for (int id = 0; id < 8; id++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, id, 1_000);
            duo.asker.send(other, MessageKind.REQUEST, 100 + id, 1_000);
        }

        // when
        final Throttle throttle = new Throttle(2);
        for (int poll = 0; poll < 4; poll++) {
            throttle.left = 2;
            assertThat(duo.asker.endpoint.pollTransmit(duo.asker.clockNs(), throttle))
                    .isFalse();
        }

        // then
        final long first = throttle.sessions.stream()
                .filter(session -> session == duo.back().session())
                .count();
        assertThat(throttle.sessions).hasSize(8);
        assertThat(first).isEqualTo(4);
    }

    /** A network that takes few datagrams at a time. */
    private static final class Throttle implements DatagramWriter {
        private final ByteBuffer buffer = Bytes.heap(2_048);
        private final List<Long> sessions = new ArrayList<>();
        private int left;

        Throttle(final int left) {
            this.left = left;
        }

        @Override
        public @Nullable ByteBuffer claim(final InetSocketAddress peer) {
            return left == 0 ? null : buffer;
        }

        @Override
        public void commit(final InetSocketAddress peer, final int length) {
            left--;
            sessions.add(DatagramHeader.session(buffer));
        }
    }
}
