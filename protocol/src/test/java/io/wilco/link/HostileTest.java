package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimWorld;
import io.wilco.wire.AckFlyweight;
import io.wilco.wire.Bytes;
import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.CloseReason;
import io.wilco.wire.ConfirmFlyweight;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.MessageFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.OpenFlyweight;
import io.wilco.wire.RefuseFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What arrives need not come from a well-meaning peer. */
class HostileTest {
    private static final InetSocketAddress STRANGER = SimWorld.address(66, 6_666);

    @Test
    void shouldNotBringALinkBackFromRecordedDatagrams() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.record();
        duo.connect();
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);
        duo.runFor(Duo.MS);
        duo.link.close(CloseReason.NORMAL, "");
        duo.runFor(Duo.MS);
        final List<Duo.Sent> recorded = duo.sentFrom(Duo.ASKER);
        assertThat(recorded).extracting(Duo.Sent::kind).contains(DatagramHeader.CONFIRM, DatagramHeader.DATA);

        // when: at once, within a cookie's lifetime, and later
        for (int i = 0; i < 6; i++) {
            recorded.forEach(sent -> duo.inject(Duo.ASKER, Duo.ANSWERER, sent.bytes()));
            duo.runFor(3 * Duo.SECOND);
        }

        // then
        assertThat(duo.answerer.established).hasSize(1);
        assertThat(duo.answerer.endpoint.linkCount()).isZero();
        assertThat(duo.answerer.deliveries).containsEntry(1L, 1);
        assertThat(duo.answerer.endpoint.stats().cookiesBad).isPositive();
    }

    @Test
    void shouldNotAcceptAnothersCookie() {
        // given
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.world
                .network()
                .filter((nowNs, from, to, datagram) -> DatagramHeader.kind(datagram) != DatagramHeader.CONFIRM
                        || from.equals(STRANGER)
                        || steal(duo, datagram));

        // when
        duo.runFor(Duo.SECOND);

        // then
        assertThat(duo.answerer.endpoint.linkCount()).isZero();
        assertThat(duo.answerer.endpoint.stats().cookiesBad).isPositive();
    }

    private static boolean steal(final Duo duo, final ByteBuffer datagram) {
        final byte[] bytes = Bytes.copy(datagram, 0, datagram.limit());
        duo.world.at(duo.world.nowNs(), () -> duo.inject(STRANGER, Duo.ANSWERER, bytes));
        return false;
    }

    @Test
    void shouldKeepNothingOfAFloodOfConfirmations() {
        // given
        final Duo duo = Duo.connected();
        final SplittableRandom random = new SplittableRandom(1);
        duo.record();

        // when
        for (int i = 0; i < 20_000; i++) {
            final byte[] confirm = new byte[ConfirmFlyweight.LENGTH];
            ConfirmFlyweight.write(
                    Bytes.wrap(confirm),
                    random.nextLong(),
                    random.nextLong(),
                    duo.answerer.clockNs(),
                    random.nextLong(),
                    LinkConfig.DEFAULT.params());
            duo.inject(SimWorld.address(300 + i % 1_000, 1_000 + i), Duo.ANSWERER, duo.sealed(confirm));
            if (i % 100 == 0) {
                duo.runFor(Duo.MS);
            }
        }
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.endpoint.linkCount()).isEqualTo(1);
        assertThat(duo.answerer.endpoint.stats().cookiesBad).isEqualTo(20_000);
        assertNoAmplification(duo);
    }

    @Test
    void shouldLimitHowManyOpensItAnswers() {
        // given
        final Duo duo = Duo.connected();
        final byte[] open = new byte[OpenFlyweight.LENGTH];
        OpenFlyweight.write(Bytes.wrap(open), 5, LinkConfig.DEFAULT.params());
        duo.sealed(open);

        // when
        for (int i = 0; i < 100_000; i++) {
            duo.inject(SimWorld.address(i, 1_000), Duo.ANSWERER, open);
            if (i % 20 == 0) {
                duo.runFor(Duo.MS / 5);
            }
        }

        // then
        assertThat(duo.answerer.endpoint.stats().challengesSent)
                .isBetween(9_000L, StatelessReplies.PER_SECOND_MAX + 1_100L);
        assertThat(duo.answerer.endpoint.linkCount()).isEqualTo(1);
    }

    @Test
    void shouldBearGarbage() {
        // given
        final Duo duo = Duo.connected();
        final SplittableRandom random = new SplittableRandom(2);
        duo.record();

        // when
        for (int i = 0; i < 30_000; i++) {
            final byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length >= DatagramHeader.LENGTH && i % 2 == 0) {
                DatagramHeader.write(Bytes.wrap(bytes), random.nextInt(8), random.nextLong());
                duo.sealed(bytes);
            }
            final InetSocketAddress from = i % 3 == 0 ? Duo.ASKER : SimWorld.address(300 + i % 100, 1_000);
            duo.inject(from, Duo.ANSWERER, bytes);
            if (i % 50 == 0) {
                duo.runFor(Duo.MS);
            }
        }
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.endpoint.linkCount()).isEqualTo(1);
        assertThat(duo.link.isEstablished()).isTrue();
        assertNoAmplification(duo);
    }

    @Test
    void shouldBearMutationsOfRealDatagramsFromStrangers() {
        // given
        final Duo duo = recordedTraffic();
        final List<Duo.Sent> recorded = List.copyOf(duo.sent);
        final long links = duo.answerer.endpoint.linkCount();

        // when
        final SplittableRandom random = new SplittableRandom(3);
        duo.record();
        for (int i = 0; i < 20_000; i++) {
            final byte[] bytes = mutated(
                    random, recorded.get(random.nextInt(recorded.size())).bytes(), duo);
            duo.inject(STRANGER, random.nextBoolean() ? Duo.ANSWERER : Duo.ASKER, bytes);
            if (i % 20 == 0) {
                duo.runFor(Duo.MS);
            }
        }
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.link.isEstablished()).isTrue();
        assertThat(duo.back().isEstablished()).isTrue();
        assertThat((long) duo.answerer.endpoint.linkCount()).isEqualTo(links);
        assertNoAmplification(duo);
    }

    @Test
    void shouldBearMutationsOfRealDatagramsFromThePeer() {
        for (int seed = 0; seed < 300; seed++) {
            // given
            final Duo duo = recordedTraffic();
            final List<Duo.Sent> recorded = List.copyOf(duo.sent);
            final SplittableRandom random = new SplittableRandom(seed);
            duo.world.stepsMax(duo.world.steps() + 100_000);

            // when
            for (int i = 0; i < 100; i++) {
                final Duo.Sent original = recorded.get(random.nextInt(recorded.size()));
                final byte[] bytes = mutated(random, original.bytes(), duo);
                final boolean isForward = original.from().equals(Duo.ASKER);
                duo.inject(original.from(), isForward ? Duo.ANSWERER : Duo.ASKER, bytes);
                duo.runFor(random.nextLong(Duo.MS));
            }
            duo.runFor(5 * Duo.SECOND);

            // then: either the links are intact or both ends know that they are not
            assertThat(duo.asker.endpoint.linkCount()).isLessThanOrEqualTo(1);
            assertThat(duo.answerer.endpoint.linkCount()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void shouldNeverAnswerAnErrorWithAnError() {
        // given
        final Duo duo = Duo.connected();
        final byte[] reset = new byte[DatagramHeader.LENGTH];
        DatagramHeader.write(Bytes.wrap(reset), DatagramHeader.RESET, 12_345);
        final byte[] refuse = new byte[RefuseFlyweight.LENGTH];
        RefuseFlyweight.write(Bytes.wrap(refuse), 12_345, CloseReason.TOO_MANY_LINKS);
        final byte[] challenge = new byte[ChallengeFlyweight.LENGTH];
        ChallengeFlyweight.write(Bytes.wrap(challenge), 12_345, 1, 2, 3, LinkConfig.DEFAULT.params());
        final byte[] empty = new byte[DatagramHeader.LENGTH + StatelessReplies.UDP_IP_BYTES - 1];
        DatagramHeader.write(Bytes.wrap(empty), DatagramHeader.DATA, 12_345);
        duo.record();

        // when
        for (final byte[] bytes : List.of(reset, refuse, challenge, empty)) {
            duo.inject(STRANGER, Duo.ANSWERER, duo.sealed(bytes));
            duo.inject(STRANGER, Duo.ASKER, duo.sealed(bytes));
            duo.inject(Duo.ASKER, Duo.ANSWERER, duo.sealed(bytes));
        }
        duo.runFor(10 * Duo.MS);

        // then: nothing was sent but what was injected
        assertThat(duo.sent).hasSize(12);
        assertThat(duo.link.isEstablished()).isTrue();
    }

    @Test
    void shouldEndALinkOnWhichNeverSentFramesAreAcked() {
        // given
        final Duo duo = Duo.connected();

        // when
        inject(
                duo,
                AckFlyweight.HEADER_LENGTH,
                datagram -> AckFlyweight.writeHeader(datagram, DatagramHeader.LENGTH, 0, false, 0, 1_000, 0));
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.asker.closed.get(0).reason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.asker.closed.get(0).text()).isEqualTo("acked what was never sent");
    }

    @Test
    void shouldEndALinkOnWhichFramesAreMalformed() {
        // given
        final Duo duo = Duo.connected();

        // when
        inject(duo, 3, datagram -> datagram.put(DatagramHeader.LENGTH, (byte) 0x77));
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.asker.closed.get(0).reason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.asker.closed.get(0).text()).isEqualTo("malformed frame");
    }

    @Test
    void shouldIgnoreMessagesBeyondTheWindow() {
        // given
        final Duo duo = Duo.connected();

        // when
        for (final long sequence : new long[] {LinkConfig.DEFAULT.windowFrames(), -1, Integer.MAX_VALUE, 1L << 31}) {
            inject(
                    duo,
                    MessageFlyweight.HEADER_LENGTH + 8,
                    datagram -> MessageFlyweight.writeMessageHeader(
                            datagram, DatagramHeader.LENGTH, MessageKind.REQUEST, 8, sequence));
        }
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.deliveries).isEmpty();
        assertThat(duo.back().isEstablished()).isTrue();
    }

    @Test
    void shouldNotLetOneLinkKeepAllReassemblyBuffers() {
        // given: a peer that only ever sends first fragments
        final Duo duo = Duo.connected(1, new Configs().set("reassembliesMax", 8).build());
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        for (int i = 0; i < 100; i++) {
            final long sequence = 2L * i;
            inject(
                    duo,
                    MessageFlyweight.FRAGMENT_HEADER_LENGTH + 500,
                    datagram -> MessageFlyweight.writeFragmentHeader(
                            datagram, DatagramHeader.LENGTH, MessageKind.REQUEST, 500, sequence, 1_000, 0, 2));
        }
        duo.runFor(Duo.MS);
        assertThat(duo.answerer.endpoint.reassemblies()).isEqualTo(4);
        final Peer third = new Peer(duo.world, STRANGER, duo.config, false, 0);
        duo.world.add(STRANGER, third);
        final Link other = third.connect(Duo.ANSWERER);
        duo.until(other::isEstablished, Duo.SECOND);

        // when
        third.send(other, MessageKind.REQUEST, 1, 10_000);
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L);
    }

    @Test
    void shouldEndALinkOnWhichAMessageIsNeverCompleted() {
        // given: a peer that lives, but sends first fragments only
        final Duo duo = Duo.connected(1, ReliabilityTest.patient());
        duo.world.network().cut(Duo.ANSWERER, Duo.ASKER);
        inject(
                duo,
                MessageFlyweight.FRAGMENT_HEADER_LENGTH + 500,
                datagram -> MessageFlyweight.writeFragmentHeader(
                        datagram, DatagramHeader.LENGTH, MessageKind.REQUEST, 500, 0, 1_000, 0, 2));

        // when
        duo.runFor(Sender.STUCK_NS - Duo.SECOND);
        assertThat(duo.answerer.endpoint.reassemblies()).isEqualTo(1);
        duo.runFor(3 * Duo.SECOND);

        // then
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.answerer.endpoint.reassemblies()).isZero();
    }

    @Test
    void shouldEndALinkOnWhichAMessageIsNeverAcked() {
        // given
        final Duo duo = Duo.connected();
        duo.answerer.owner = (peer, link, kind, id, length) -> id != 1;
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 64);

        // when: others are acked all the time
        for (int i = 0; i < 17; i++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, 2 + i, 64);
            duo.runFor(Duo.SECOND);
        }

        // then
        assertThat(duo.asker.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(duo.answerer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void shouldGiveReassemblyBuffersBackWhenALinkEnds() {
        // given
        final Duo duo = Duo.connected(1, new Configs().set("reassembliesMax", 1).build());
        inject(
                duo,
                MessageFlyweight.FRAGMENT_HEADER_LENGTH + 500,
                datagram -> MessageFlyweight.writeFragmentHeader(
                        datagram, DatagramHeader.LENGTH, MessageKind.REQUEST, 500, 0, 1_000, 0, 2));
        duo.runFor(Duo.MS);
        duo.link.close(CloseReason.NORMAL, "");
        duo.link = duo.asker.connect(Duo.ANSWERER);
        duo.connect();

        // when
        duo.asker.send(duo.link, MessageKind.REQUEST, 1, 10_000);
        duo.runFor(Duo.MS);

        // then
        assertThat(duo.answerer.deliveries).containsOnlyKeys(1L);
    }

    /** A link over which everything has gone that can go, recorded from the first OPEN on. */
    private static Duo recordedTraffic() {
        final Duo duo = new Duo(1, LinkConfig.DEFAULT);
        duo.record();
        duo.connect();
        duo.back().reportLoad(report -> report.received++);
        for (int id = 0; id < 5; id++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, id, 64 + id * 1_000);
            duo.answerer.send(duo.back(), MessageKind.REPLY, id, 64);
        }
        duo.runFor(1_100 * Duo.MS);
        duo.asker.isForging = true;
        duo.answerer.isForging = true;
        return duo;
    }

    private static byte[] mutated(final SplittableRandom random, final byte[] original, final Duo duo) {
        byte[] bytes = original.clone();
        if (random.nextInt(5) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
        }
        final int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            // Mostly near the front, where the fields are, and mostly behind the session.
            final int from = Math.min(bytes.length - 1, random.nextInt(6) == 0 ? 4 : DatagramHeader.LENGTH);
            final int at = from + random.nextInt(Math.min(bytes.length - from, 80));
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
        }
        return bytes.length >= DatagramHeader.LENGTH && random.nextInt(10) > 0 ? duo.sealed(bytes) : bytes;
    }

    /** Puts a datagram with one frame into the link, as if the asker had sent it. */
    private static void inject(final Duo duo, final int frameLength, final Consumer<ByteBuffer> frame) {
        final byte[] bytes = new byte[DatagramHeader.LENGTH + frameLength];
        DatagramHeader.write(Bytes.wrap(bytes), DatagramHeader.DATA, duo.back().session());
        frame.accept(Bytes.wrap(bytes));
        duo.inject(Duo.ASKER, Duo.ANSWERER, duo.sealed(bytes));
    }

    /** What the answerer sent to strangers is less than what came from them. */
    private static void assertNoAmplification(final Duo duo) {
        final long linkBytes = duo.back().stats().bytesSent;
        final long out = duo.sentFrom(Duo.ANSWERER).stream()
                .mapToLong(sent -> sent.bytes().length)
                .sum();
        final long in = duo.sent.stream()
                .filter(sent ->
                        !sent.from().equals(Duo.ANSWERER) && !sent.from().equals(Duo.ASKER))
                .mapToLong(sent -> sent.bytes().length)
                .sum();
        assertThat(out - linkBytes).isLessThan(in);
    }
}
