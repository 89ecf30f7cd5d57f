package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.ChallengeFlyweight;
import io.wilco.wire.ConfirmFlyweight;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.OpenFlyweight;
import io.wilco.wire.RefuseFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatelessRepliesTest {
    private static final long SECOND = 1_000_000_000L;

    private final DatagramHeader header = new DatagramHeader();
    private final List<Integer> ports = new ArrayList<>();
    private final DatagramWriter sink = new DatagramWriter() {
        private final ByteBuffer buffer = Bytes.heap(1_408);

        @Override
        public ByteBuffer claim(final InetSocketAddress peer) {
            return buffer;
        }

        @Override
        public void commit(final InetSocketAddress peer, final int length) {
            buffer.limit(length);
            assertThat(header.isValid(buffer)).isTrue();
            ports.add(peer.getPort());
        }
    };

    @ParameterizedTest(name = "clock at {0}")
    @ValueSource(longs = {0, -1_000_000 * SECOND, 1_000_000 * SECOND, 1L << 61})
    void shouldLimitItsRateWhateverTheClockShows(final long startNs) {
        // given
        final StatelessReplies replies = new StatelessReplies(startNs);

        // when: asked every microsecond for ten seconds of which only four are busy
        long sent = 0;
        for (int i = 0; i < 4_000_000; i++) {
            final long nowNs = startNs + i * 1_000L + (i > 2_000_000 ? 6 * SECOND : 0);
            if (replies.hasRoom(nowNs)) {
                reply(replies, 1);
                replies.pollTransmit(header, sink);
                sent++;
            }
        }

        // then
        assertThat(sent).isBetween(4L * StatelessReplies.PER_SECOND_MAX, 4L * StatelessReplies.PER_SECOND_MAX + 2_100);
    }

    @Test
    void shouldForgetRatherThanQueueWithoutBound() {
        // given
        final StatelessReplies replies = new StatelessReplies(0);

        // when
        int queued = 0;
        while (replies.hasRoom(0)) {
            reply(replies, queued++);
        }

        // then
        assertThat(queued).isEqualTo(StatelessReplies.QUEUED_MAX);
        assertThat(replies.isEmpty()).isFalse();
    }

    @Test
    void shouldBeShorterThanWhatTheyAnswerByTheHeadersOfADatagram() {
        assertThat(OpenFlyweight.LENGTH - ChallengeFlyweight.LENGTH)
                .isGreaterThanOrEqualTo(StatelessReplies.UDP_IP_BYTES);
        assertThat(ConfirmFlyweight.LENGTH - RefuseFlyweight.LENGTH)
                .isGreaterThanOrEqualTo(StatelessReplies.UDP_IP_BYTES);
    }

    @Test
    void shouldSendInTheOrderInWhichTheyWereAskedForAndEachOnce() {
        // given
        final StatelessReplies replies = new StatelessReplies(0);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 40; i++) {
                reply(replies, round * 40 + i);
            }

            // when
            assertThat(replies.pollTransmit(header, sink)).isTrue();
        }

        // then
        assertThat(ports).hasSize(200).isSorted().doesNotHaveDuplicates();
        assertThat(replies.isEmpty()).isTrue();
    }

    private static void reply(final StatelessReplies replies, final int port) {
        DatagramHeader.write(replies.begin(), DatagramHeader.RESET, 7);
        replies.end(SimWorld.address(1, port), DatagramHeader.LENGTH);
    }
}
