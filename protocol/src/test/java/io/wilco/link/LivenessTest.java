package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.wire.Bytes;
import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final LinkConfig CONFIG = LinkConfig.DEFAULT;

    @Test
    void shouldSeeARestartOfThePeerWithTheNextDatagram() {
        // given
        final Duo duo = Duo.connected();
        duo.restartAnswerer();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.RESET_BY_PEER);
        assertThat(duo.asker.endpoint.linkCount()).isZero();
    }

    @Test
    void shouldSeeARestartOfTheAskerWithTheNextDatagram() {
        // given
        final Duo duo = Duo.connected();
        duo.restartAsker();

        // when
        duo.answerer.send(duo.back(), MessageKind.REQUEST, 1, 64);
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.RESET_BY_PEER);
        assertThat(duo.answerer.endpoint.linkCount()).isZero();
    }

    @Test
    void shouldSeeARestartOnAnIdleLinkWithThePing() {
        // given
        final Duo duo = Duo.connected();
        duo.restartAnswerer();

        // when
        duo.runFor(CONFIG.pingIdleNs() + 2 * Duo.DELAY_NS + Duo.TICK_NS);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.RESET_BY_PEER);
    }

    @Test
    void shouldOpenAnotherLinkAfterARestart() {
        // given
        final Duo duo = Duo.connected();
        duo.restartAnswerer();
        duo.runFor(2 * Duo.SECOND);

        // when
        duo.link = duo.asker.connect(Duo.ANSWERER);
        duo.connect();
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L);
    }

    @Test
    void shouldSuspectAndThenGiveUpASilentPeerThatOwesAnAck() {
        // given
        final Duo duo = Duo.connected();
        duo.world.crash(Duo.ANSWERER);
        final long startNs = duo.world.nowNs();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.suspectedNs).hasSize(1);
        assertThat(duo.asker.suspectedNs.get(0) - startNs)
                .isBetween(CONFIG.suspectAfterNs(), CONFIG.suspectAfterNs() + Duo.TICK_NS);
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PEER_SILENT);
        assertThat(duo.asker.closed.get(0).worldNs() - startNs)
                .isBetween(CONFIG.deadAfterNs(), CONFIG.deadAfterNs() + Duo.TICK_NS);
    }

    @Test
    void shouldGiveUpASilentPeerOnAnIdleLinkAfterThePing() {
        // given
        final Duo duo = Duo.connected();
        final long startNs = duo.world.nowNs();
        duo.world.crash(Duo.ANSWERER);

        // when
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PEER_SILENT);
        assertThat(duo.asker.closed.get(0).worldNs() - startNs)
                .isBetween(CONFIG.deadAfterNs(), CONFIG.pingIdleNs() + CONFIG.deadAfterNs() + 2 * Duo.TICK_NS);
    }

    @Test
    void shouldNoticeSoonerThatAPeerIsSilentWhileItsOwnerWaits() {
        // given
        final Duo duo = Duo.connected();
        duo.link.awaitPeer(true);
        duo.runFor(100 * Duo.MS);
        final long startNs = duo.world.nowNs();
        duo.world.crash(Duo.ANSWERER);

        // when
        duo.runFor(5 * Duo.SECOND);

        // then
        assertThat(duo.asker.closed.get(0).worldNs() - startNs)
                .isLessThanOrEqualTo(CONFIG.pingBusyNs() + CONFIG.deadAfterNs() + 2 * Duo.TICK_NS);
    }

    @Test
    void shouldEndSuspicionWhenThePeerIsHeard() {
        // given
        final Duo duo = Duo.connected();
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(CONFIG.suspectAfterNs() + Duo.TICK_NS);
        assertThat(duo.link.liveness().isSuspect()).isTrue();

        // when
        duo.world.network().heal();
        duo.runFor(300 * Duo.MS);

        // then
        assertThat(duo.link.liveness().isSuspect()).isFalse();
        assertThat(duo.link.isFlushed()).isTrue();
        assertThat(duo.asker.suspectedNs).hasSize(1);
    }

    @Test
    void shouldKeepAnIdleLinkForEverAtTheCostOfAPingASecond() {
        // given
        final Duo duo = Duo.connected();
        final long sentBefore = duo.world.network().sent();

        // when
        duo.runFor(600 * Duo.SECOND);

        // then
        assertThat(duo.link.isEstablished()).isTrue();
        assertThat(duo.back().isEstablished()).isTrue();
        assertThat(duo.world.network().sent() - sentBefore).isBetween(600L, 2_500L);
    }

    @Test
    void shouldKeepAnIdleLinkWhileEveryThirdDatagramIsLost() {
        // given
        final Duo duo = Duo.connected();
        duo.world.network().faults(SimFaults.NONE.withLoss(0.33));

        // when
        duo.runFor(600 * Duo.SECOND);

        // then
        assertThat(duo.link.isEstablished()).isTrue();
    }

    @Test
    void shouldForgiveThePeerTheTimeForWhichThisProcessDidNotRun() {
        // given
        final Duo duo = withPatientAnswerer();
        duo.link.awaitPeer(true);
        duo.runFor(100 * Duo.MS);

        // when
        for (int i = 0; i < 20; i++) {
            duo.world.pause(Duo.ASKER, 3 * Duo.SECOND);
            duo.runFor(3 * Duo.SECOND + i * 7L * Duo.MS);
        }

        // then
        assertThat(duo.asker.suspectedNs).isEmpty();
        assertThat(duo.asker.closed).isEmpty();
        assertThat(duo.asker.endpoint.stats().stalls).isPositive();
    }

    @Test
    void shouldTakeWhatItReadAfterAPauseForHeardThen() {
        // given: a datagram that comes after the clock was looked at, because the process did not run in between
        final Duo duo = Duo.connected();
        duo.record();
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(Duo.MS);
        final byte[] late = duo.sentFrom(Duo.ASKER).get(0).bytes();
        final Endpoint endpoint = duo.answerer.endpoint;
        final long lookedNs = duo.answerer.clockNs();

        // when
        endpoint.onDatagram(lookedNs, Duo.ASKER, Bytes.wrap(late));
        endpoint.onTick(lookedNs + 2 * Duo.SECOND);

        // then
        assertThat(duo.back().liveness().heardNs()).isEqualTo(lookedNs + 2 * Duo.SECOND);
    }

    @Test
    void shouldForgiveThoughTheAnswersWereLostMeanwhile() {
        // given
        final Duo duo = withPatientAnswerer();
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        duo.runFor(10 * Duo.MS);

        // when
        duo.world.pause(Duo.ASKER, 5 * Duo.SECOND);
        duo.runFor(5 * Duo.SECOND);
        duo.world.network().heal();
        duo.runFor(Duo.SECOND);

        // then
        assertThat(duo.asker.closed).isEmpty();
        assertThat(duo.asker.suspectedNs).isEmpty();
        assertThat(duo.link.isFlushed()).isTrue();
    }

    @Test
    void shouldNotBlameThePeerThatAMessageWasIncompleteWhileThisProcessDidNotRun() {
        // given: a message of which half has arrived
        final Duo duo = Duo.connected(
                1, new Configs().set("deadAfterNs", 60 * Duo.SECOND).build());
        final int[] sent = new int[1];
        duo.world.network().filter((nowNs, from, to, datagram) -> from.equals(Duo.ANSWERER) || sent[0]++ < 5);
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 12_000);
        duo.runFor(Duo.MS);
        assertThat(duo.answerer.endpoint.reassemblies()).isEqualTo(1);

        // when: both processes stop, the one that waits for an ack and the one that waits for the rest
        duo.world.pause(Duo.ASKER, 20 * Duo.SECOND);
        duo.world.pause(Duo.ANSWERER, 20 * Duo.SECOND);
        duo.runFor(20 * Duo.SECOND);
        duo.world.network().filter((nowNs, from, to, datagram) -> true);
        duo.runFor(Duo.SECOND);

        // then
        assertThat(duo.asker.closed).isEmpty();
        assertThat(duo.answerer.closed).isEmpty();
        assertThat(duo.answerer.deliveries).containsEntry(1L, 1);
    }

    @Test
    void shouldSurviveAPauseOfThePeerShorterThanItsDeath() {
        // given
        final Duo duo = Duo.connected();
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);

        // when
        duo.world.pause(Duo.ANSWERER, CONFIG.deadAfterNs() - 10 * Duo.MS);
        duo.runFor(2 * Duo.SECOND);

        // then
        assertThat(duo.asker.closed).isEmpty();
        assertThat(duo.asker.suspectedNs).hasSize(1);
        assertThat(duo.answerer.deliveries).containsEntry(1L, 1);
        assertThat(duo.answerer.closed).isEmpty();
    }

    @Test
    void shouldSayGoodbye() {
        // given
        final Duo duo = Duo.connected();

        // when
        duo.link.close(CloseReason.SHUTDOWN, "going home");
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(duo.answerer.closed.get(0).text()).isEqualTo("going home");
        assertThat(duo.asker.endpoint.linkCount() + duo.answerer.endpoint.linkCount())
                .isZero();
    }

    @Test
    void shouldResetAPeerThatMissedTheGoodbye() {
        // given
        final Duo duo = Duo.connected();
        duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
        duo.link.close(CloseReason.NORMAL, "");
        duo.runFor(Duo.MS);
        duo.world.network().heal();

        // when
        duo.answerer.send(duo.back(), MessageKind.REQUEST, 1, 64);
        duo.runFor(2 * Duo.DELAY_NS);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.RESET_BY_PEER);
    }

    @Test
    void shouldStillTellWhatWasTransmittedAfterTheEnd() {
        // given
        final Duo duo = Duo.connected();
        duo.world.blockSending(Duo.ASKER, 10 * Duo.SECOND);
        final long sequence = Messages.offer(duo.link, MessageKind.REQUEST, 1, 64);

        // when
        duo.world.crash(Duo.ANSWERER);
        duo.world.network().reportUnreachable(true);
        duo.asker.endpoint.onUnreachable(duo.asker.clockNs(), Duo.ANSWERER);

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
        assertThat(duo.link.mayHaveArrived(sequence)).isFalse();
    }

    private static Duo withPatientAnswerer() {
        final Duo duo = new Duo(
                1, CONFIG, new Configs().set("deadAfterNs", 60 * Duo.SECOND).build());
        duo.connect();
        return duo;
    }
}
