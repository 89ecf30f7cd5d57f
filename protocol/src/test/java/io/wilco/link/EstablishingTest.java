package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.sim.SimFaults;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.FrameType;
import io.wilco.wire.LinkParams;
import io.wilco.wire.MessageKind;
import io.wilco.wire.OpenFlyweight;
import io.wilco.wire.PingFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstablishingTest {
    @Test
    void shouldTakeOneRoundTrip() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        final long startNs = duo.world.nowNs();

        // when
        duo.until(duo.link::isEstablished, Duo.SECOND);

        // then
        assertThat(duo.world.nowNs() - startNs).isEqualTo(2 * Duo.DELAY_NS);
        assertThat(duo.asker.established).containsExactly(duo.link);
    }

    @Test
    void shouldCarryTheFirstMessageWithTheConfirmation() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        final long startNs = duo.world.nowNs();
        duo.until(duo.link::isEstablished, Duo.SECOND);

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.until(() -> !duo.answerer.deliveries.isEmpty(), Duo.SECOND);

        // then
        assertThat(duo.world.nowNs() - startNs).isEqualTo(3 * Duo.DELAY_NS);
    }

    @Test
    void shouldKeepNothingOfAPeerThatDoesNotConfirm() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);

        // when
        duo.runFor(500 * Duo.MS);

        // then
        assertThat(duo.answerer.endpoint.stats().challengesSent).isGreaterThan(1);
        assertThat(duo.answerer.endpoint.linkCount()).isZero();
        assertThat(duo.answerer.endpoint.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldAnswerAnOpenWithFewerBytes() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.record();

        // when
        duo.runFor(2 * Duo.DELAY_NS - 1);

        // then
        assertThat(duo.sent).extracting(Duo.Sent::kind).containsExactly(DatagramHeader.OPEN, DatagramHeader.CHALLENGE);
        assertThat(duo.sent.get(1).bytes()).hasSizeLessThan(duo.sent.get(0).bytes().length);
    }

    @ParameterizedTest(name = "the first {1} of kind {0} lost")
    @CsvSource({"1,1", "1,3", "2,1", "2,3", "3,1", "3,3", "4,1", "4,3"})
    void shouldEstablishThoughTheFirstDatagramsOfAKindAreLost(final int kind, final int count) {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        final List<Long> lost = new ArrayList<>();
        duo.world.network().filter((nowNs, from, to, datagram) -> {
            if (DatagramHeader.kind(datagram) != kind || lost.size() == count) {
                return true;
            }
            lost.add(nowNs);
            return false;
        });

        // when
        duo.until(() -> duo.link.isEstablished() && !duo.answerer.established.isEmpty(), 3 * Duo.SECOND);
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.until(() -> duo.link.isFlushed(), 3 * Duo.SECOND);

        // then
        assertThat(lost).hasSize(count);
        assertThat(duo.answerer.established).hasSize(1);
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L);
        assertThat(duo.asker.closed).isEmpty();
    }

    @Test
    void shouldAskAgainEverMoreSlowlyAndThenGiveUp() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world.crash(Duo.ANSWERER);
        duo.record();
        final long startNs = duo.world.nowNs();

        // when
        duo.until(() -> !duo.asker.closed.isEmpty(), 10 * Duo.SECOND);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.NO_ANSWER);
        assertThat(duo.asker.closed.get(0).worldNs() - startNs)
                .isBetween(duo.config.openTimeoutNs(), duo.config.openTimeoutNs() + Duo.TICK_NS);
        assertThat(duo.sent.size()).isBetween(4, 8);
        for (int i = 2; i < duo.sent.size(); i++) {
            assertThat(duo.sent.get(i).timeNs() - duo.sent.get(i - 1).timeNs())
                    .isGreaterThanOrEqualTo(
                            duo.sent.get(i - 1).timeNs() - duo.sent.get(i - 2).timeNs() - Duo.TICK_NS);
        }
        assertThat(duo.asker.endpoint.linkCount()).isZero();
    }

    @Test
    void shouldFailAtOnceIfNothingListens() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world.crash(Duo.ANSWERER);
        duo.world.network().reportUnreachable(true);

        // when
        duo.runFor(3 * Duo.DELAY_NS);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
    }

    @Test
    void shouldRefuseWhatItHasNoRoomFor() {
        // given
        final Duo duo = Duo.connected(1, new Configs().set("linksMax", 1).build());
        final Peer third = new Peer(duo.world, io.wilco.sim.SimWorld.address(3, 7_003), duo.config, false, 0);
        duo.world.add(third.address, third);

        // when
        final Link refused = third.connect(Duo.ANSWERER);
        duo.runFor(3 * Duo.DELAY_NS);

        // then
        assertThat(third.closeReason()).isEqualTo(CloseReason.TOO_MANY_LINKS);
        assertThat(refused.isClosed()).isTrue();
        assertThat(duo.answerer.endpoint.linkCount()).isEqualTo(1);
        assertThatThrownBy(() -> duo.asker.connect(third.address)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldKeepForItselfAsManyLinksAsItIsTold() {
        // given
        final Duo duo = Duo.connected(1, new Configs().set("linksMax", 2).build());
        final Peer third = new Peer(duo.world, io.wilco.sim.SimWorld.address(3, 7_003), duo.config, true, 0);
        duo.world.add(third.address, third);
        duo.answerer.endpoint.keepFree(1);

        // when
        third.connect(Duo.ANSWERER);
        duo.runFor(3 * Duo.DELAY_NS);
        final Link own = duo.answerer.connect(third.address);
        duo.runFor(3 * Duo.DELAY_NS);

        // then
        assertThat(third.closeReason()).isEqualTo(CloseReason.TOO_MANY_LINKS);
        assertThat(own.isEstablished()).isTrue();
    }

    @Test
    void shouldNotLoseALinkToTheRefusalOfAnEarlierOpen() {
        // given: the OPEN that is answered took the last place, and its twin is still on its way
        final Duo duo = new Duo(1, new Configs().set("linksMax", 1).build());
        duo.record();
        duo.connect();
        final byte[] open = duo.sent.get(0).bytes();

        // when
        duo.inject(Duo.ASKER, Duo.ANSWERER, open);
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.answerer.endpoint.stats().refusalsSent).isEqualTo(1);
        assertThat(duo.link.isEstablished()).isTrue();
        assertThat(duo.asker.closed).isEmpty();
    }

    @Test
    void shouldRefuseParametersOutOfBounds() {
        // given
        final Duo duo = Duo.connected();
        duo.record();
        final byte[] open = new byte[OpenFlyweight.LENGTH];
        OpenFlyweight.write(Bytes.wrap(open), 5, new LinkParams(100, 0, 65_536, 64, 1_000, 0));

        // when
        duo.inject(Duo.ASKER, Duo.ANSWERER, duo.sealed(open));
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        assertThat(duo.sentFrom(Duo.ANSWERER)).extracting(Duo.Sent::kind).containsExactly(DatagramHeader.REFUSE);
    }

    @Test
    void shouldNotAnswerAnOpenIfItTakesNoLinks() {
        // given
        final Duo duo = Duo.connected();
        final byte[] open = new byte[OpenFlyweight.LENGTH];
        OpenFlyweight.write(Bytes.wrap(open), 5, LinkConfig.DEFAULT.params());
        duo.record();

        // when
        duo.inject(Duo.ANSWERER, Duo.ASKER, duo.sealed(open));
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.sentFrom(Duo.ASKER)).isEmpty();
    }

    @Test
    void shouldGiveUpOpeningThoughSomethingElseIsSaid() {
        // given: the peer knows the session from the OPEN, and sends data instead of a challenge
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        final byte[] data = new byte[DatagramHeader.LENGTH + PingFlyweight.LENGTH];
        DatagramHeader.write(Bytes.wrap(data), DatagramHeader.DATA, duo.link.session());
        PingFlyweight.write(Bytes.wrap(data), DatagramHeader.LENGTH, FrameType.PING, 1);

        // when
        duo.inject(Duo.ANSWERER, Duo.ASKER, duo.sealed(data));
        duo.runFor(10 * Duo.SECOND);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.NO_ANSWER);
        assertThat(duo.asker.endpoint.linkCount()).isZero();
    }

    @Test
    void shouldTellThePeerThatALinkIsClosedBeforeItWasHeardOn() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.until(duo.link::isEstablished, Duo.SECOND);

        // when
        duo.link.close(CloseReason.SHUTDOWN, "bye");
        duo.runFor(10 * Duo.MS);

        // then
        assertThat(duo.answerer.established).hasSize(1);
        assertThat(duo.answerer.closed).hasSize(1);
        assertThat(duo.answerer.closed.get(0).reason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(duo.answerer.closed.get(0).text()).isEqualTo("bye");
        assertThat(duo.asker.closed).isEmpty();
    }

    @Test
    void shouldForgetALinkThatIsClosedWhileOpening() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);

        // when
        duo.link.close(CloseReason.NORMAL, "");
        duo.runFor(Duo.SECOND);

        // then
        assertThat(duo.asker.endpoint.linkCount()).isZero();
        assertThat(duo.answerer.endpoint.linkCount()).isZero();
        assertThat(duo.asker.closed).isEmpty();
    }

    @Test
    void shouldOpenManyLinksAtOnceOverARoughNetwork() {
        // given
        final Duo duo = new Duo(3, LinkConfig.DEFAULT);
        duo.world.network().faults(SimFaults.NONE.withLoss(0.2).withDuplicate(0.2));

        // when
        for (int i = 0; i < 500; i++) {
            duo.asker.connect(Duo.ANSWERER);
        }
        duo.runFor(20 * Duo.SECOND);

        // then
        assertThat(duo.answerer.endpoint.linkCount())
                .isEqualTo(duo.asker.endpoint.linkCount())
                .isGreaterThan(480);
    }

    @Test
    void shouldNotWriteBeyondTheLimitItWasHanded() {
        // given: a writer whose buffers come back as the last user left them
        final Peer peer = Duo.connected().asker;
        final ByteBuffer buffer = Bytes.heap(2_048);
        peer.connect(Duo.ANSWERER);

        // when
        buffer.position(3).limit(3);
        final boolean isAllSent = peer.endpoint.pollTransmit(peer.clockNs(), new DatagramWriter() {
            @Override
            public ByteBuffer claim(final java.net.InetSocketAddress peerAddress) {
                return buffer;
            }

            @Override
            public void commit(final java.net.InetSocketAddress to, final int length) {
                assertThat(length).isEqualTo(OpenFlyweight.LENGTH);
            }
        });

        // then
        assertThat(isAllSent).isTrue();
    }
}
