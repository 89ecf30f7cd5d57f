package io.wilco.loadgen.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareForwarderTest {
    private static final long MS = 1_000_000L;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** A role that runs until it is closed. */
    private interface Role {
        void run() throws IOException;
    }

    private static void start(final Role role) {
        final Thread thread = new Thread(() -> {
            try {
                role.run();
            } catch (final IOException | ClosedSelectorException e) {
                // Closed at the end of the test.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1_000})
    void shouldForwardThereAndBack(final int outstanding) throws IOException {
        try (BareEcho echo = new BareEcho(ANY_PORT);
                BareForwarder forwarder = new BareForwarder(ANY_PORT, echo.address());
                BareGenerator generator = new BareGenerator(
                        forwarder.address(), new BareGenerator.Settings(outstanding, 64, 50 * MS, 200 * MS))) {
            // given
            start(echo::run);
            start(forwarder::run);

            // when
            final BareGenerator.Result result = generator.run();

            // then
            assertThat(result.received())
                    .isPositive()
                    .isEqualTo(result.latency().getTotalCount());
            assertThat(result.throughputPerS()).isPositive();
        }
    }

    @Test
    void shouldSendAgainWhatIsLost() throws IOException {
        try (DatagramSocket lossy = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                BareGenerator generator = new BareGenerator(
                        (InetSocketAddress) lossy.getLocalSocketAddress(),
                        new BareGenerator.Settings(8, 64, 0, 2_500 * MS))) {
            // given an echo that loses the first datagram
            start(() -> {
                final DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
                lossy.receive(packet);
                while (true) {
                    packet.setLength(2_048);
                    lossy.receive(packet);
                    lossy.send(packet);
                }
            });

            // when
            final BareGenerator.Result result = generator.run();

            // then
            assertThat(result.resent()).isGreaterThanOrEqualTo(8);
            assertThat(result.received()).isPositive();
        }
    }

    @Test
    void shouldNameTheOptionThatIsOutOfBounds() {
        assertThatThrownBy(() -> new BareGenerator.Settings(0, 64, 0, 1)).hasMessageContaining("--outstanding 0");
        assertThatThrownBy(() -> new BareGenerator.Settings(1, 1_399, 0, 1)).hasMessageContaining("--payload 1399");
        assertThatThrownBy(() -> new BareGenerator.Settings(1, 64, 0, 0)).hasMessageContaining("--duration");
    }
}
