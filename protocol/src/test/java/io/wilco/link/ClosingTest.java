package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an end of a link tells about the messages that were under way. */
class ClosingTest {
    @Test
    void shouldTellWithTheGoodbyeWhatWasNotDelivered() {
        // given: one message delivered, one declined, one lost
        final Duo duo = Duo.connected();
        duo.answerer.owner = (peer, link, kind, id, length) -> id != 2;
        final long delivered = Messages.offer(duo.link, MessageKind.REQUEST, 1, 64);
        final long declined = Messages.offer(duo.link, MessageKind.REQUEST, 2, 64);
        duo.runFor(Duo.MS);
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        final long lost = Messages.offer(duo.link, MessageKind.REQUEST, 3, 64);
        duo.runFor(10_000);

        // when
        duo.back().close(CloseReason.SHUTDOWN, "");
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(duo.link.mayHaveArrived(delivered)).isTrue();
        assertThat(duo.link.mayHaveArrived(declined)).isFalse();
        assertThat(duo.link.mayHaveArrived(lost)).isFalse();
    }

    @Test
    void shouldTellThatAMessageMayHaveArrivedAfterASilentEnd() {
        // given
        final Duo duo = Duo.connected();
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        final long sent = Messages.offer(duo.link, MessageKind.REQUEST, 1, 64);

        // when
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PEER_SILENT);
        assertThat(duo.link.mayHaveArrived(sent)).isTrue();
    }

    @Test
    void shouldTellThatALargeMessageCannotHaveArrivedOfWhichSomeNeverLeft() {
        // given: more than the congestion window lets through
        final Duo duo = Duo.connected();
        final long large = Messages.offer(duo.link, MessageKind.REQUEST, 1, 60_000);

        // when
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PEER_SILENT);
        assertThat(duo.link.mayHaveArrived(large)).isFalse();
    }

    @Test
    void shouldTellWithTheGoodbyeThatALargeMessageCameOnlyInPart() {
        // given
        final Duo duo = Duo.connected();
        final int[] sent = new int[1];
        duo.world.network().filter((nowNs, from, to, datagram) -> from.equals(Duo.ANSWERER) || sent[0]++ != 2);
        final long large = Messages.offer(duo.link, MessageKind.REQUEST, 1, 6_000);
        final long small = Messages.offer(duo.link, MessageKind.REQUEST, 2, 64);
        duo.runFor(Duo.DELAY_NS);

        // when
        duo.back().close(CloseReason.SHUTDOWN, "");
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.link.mayHaveArrived(large)).isFalse();
        assertThat(duo.link.mayHaveArrived(small)).isTrue();
    }

    @Test
    void shouldTellNothingIfTheAckHasNoRoomForAll() {
        // given: every second of many messages is lost, and the link closed before they are sent again
        final Duo duo = Duo.connected();
        for (int id = 0; id < 1_000; id++) {
            duo.asker.send(duo.link, MessageKind.REPLY, id, 1_200);
        }
        duo.runFor(Duo.SECOND);
        final int[] sent = new int[1];
        duo.world.network().filter((nowNs, from, to, datagram) -> from.equals(Duo.ANSWERER) || sent[0]++ % 2 != 0);
        final long first = Messages.offer(duo.link, MessageKind.REQUEST, 5_000, 1_200);
        for (int id = 1; id < 150; id++) {
            Messages.offer(duo.link, MessageKind.REQUEST, 5_000 + id, 1_200);
        }
        duo.answerer.owner = (peer, link, kind, id, length) -> {
            if (id == 5_149) {
                link.close(CloseReason.SHUTDOWN, "");
            }
            return true;
        };

        // when
        duo.runFor(Duo.DELAY_NS + 1);
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(duo.answerer.deliveries).hasSize(75);
        assertThat(duo.link.mayHaveArrived(first)).isTrue();
    }

    @Test
    void shouldSayWhichRuleWasBroken() {
        // given
        final Duo duo = Duo.connected();

        // when
        duo.back().fail(duo.answerer.clockNs(), CloseReason.PROTOCOL_ERROR, "a reply to nothing");
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.asker.closed.get(0).text()).isEqualTo("a reply to nothing");
    }

    @Test
    void shouldCutALongTextAndSendItWhole() {
        // given
        final Duo duo = new Duo(1, new Configs().set("datagramBytesMax", 576).build());
        duo.connect();

        // when
        duo.link.close(CloseReason.NORMAL, "x".repeat(1_000));
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.closed.get(0).text()).isEqualTo("x".repeat(200));
    }

    @Test
    void shouldTakeNothingMoreOnceClosed() {
        // given
        final Duo duo = Duo.connected();

        // when
        duo.link.close(CloseReason.NORMAL, "");
        duo.link.close(CloseReason.SHUTDOWN, "again");
        final long offered = Messages.offer(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(Duo.MS);

        // then
        assertThat(offered).isEqualTo(Link.FULL);
        assertThat(duo.answerer.closed).hasSize(1);
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.NORMAL);
        assertThat(duo.answerer.deliveries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "peer", "unreachable", "silent"})
    void shouldCountNothingInFlightWhenItsLinksHaveEnded(final String end) {
        // given messages that are not acked
        final Duo duo = Duo.connected();
        duo.answerer.owner = (peer, link, kind, id, length) -> false;
        for (int i = 1; i <= 5; i++) {
            Messages.offer(duo.link, MessageKind.REQUEST, i, 1_000);
        }
        duo.runFor(Duo.MS);
        assertThat(duo.asker.endpoint.bytesInFlight()).isGreaterThan(5_000);

        // when
        switch (end) {
            case "own" -> duo.link.close(CloseReason.NORMAL, "");
            case "peer" -> duo.back().close(CloseReason.NORMAL, "");
            case "unreachable" -> {
                Messages.offer(duo.link, MessageKind.REQUEST, 6, 1_000);
                duo.asker.endpoint.onUnreachable(duo.asker.clockNs(), Duo.ANSWERER);
            }
            default -> duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        }
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.closed).hasSize(end.equals("own") ? 0 : 1);
        assertThat(duo.asker.endpoint.linkCount()).isZero();
        assertThat(duo.asker.endpoint.bytesInFlight()).isZero();
    }
}
