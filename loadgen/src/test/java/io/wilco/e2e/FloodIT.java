package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.wire.Delivery;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A dispatcher under real load while others send it rubbish. */
class FloodIT {
    private static final int FLOOD = 60_000;
    private static final int CALLS = 20_000;
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final SplittableRandom random = new SplittableRandom(4711);

    /** Garbage, or a real datagram cut short, damaged, or as it was. */
    private byte[] rubbish(final List<byte[]> real) {
        final byte[] recorded = real.get(random.nextInt(real.size()));
        return switch (random.nextInt(4)) {
            case 0 -> {
                final byte[] garbage = new byte[random.nextInt(1_500)];
                random.nextBytes(garbage);
                yield garbage;
            }
            case 1 -> java.util.Arrays.copyOf(recorded, random.nextInt(recorded.length));
            case 2 -> {
                final byte[] damaged = recorded.clone();
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                yield damaged;
            }
            default -> recorded;
        };
    }

    private static long drain(final DatagramSocket socket) throws IOException {
        long bytes = 0;
        final DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                socket.receive(packet);
                bytes += packet.getLength();
            }
        } catch (final SocketTimeoutException e) {
            return bytes;
        }
    }

    @Test
    void shouldServeOnUndisturbedAndGiveBackLessThanCame() throws Exception {
        try (Rig rig = new Rig();
                DatagramSocket attacker = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            // given
            attacker.setSoTimeout(1);
            rig.worker(Rig.text(rig.address()), "echo", request -> request.payload());
            final Recorder recorder = rig.opened(new Recorder(rig.address()));
            final Client client = rig.client(recorder.address());
            new Calls(client, Delivery.AT_MOST_ONCE, 64).run(200, 8);
            final List<byte[]> real = List.copyOf(recorder.sent());
            final int links = rig.dispatcher().snapshot(LOOK).links();

            // when
            final Calls calls = new Calls(client, Delivery.AT_MOST_ONCE, 64);
            final CompletableFuture<Calls> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return calls.run(CALLS, 32);
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            long sentBytes = 0;
            long returnedBytes = 0;
            for (int i = 0; i < FLOOD; i++) {
                final byte[] bytes = rubbish(real);
                attacker.send(new DatagramPacket(bytes, bytes.length, rig.address()));
                sentBytes += bytes.length;
                if (i % 10 == 0) {
                    // From the client's own address too, where only checksum, window and cookie protect.
                    recorder.inject(rubbish(real), rig.address());
                }
                if (i % 64 == 0) {
                    returnedBytes += drain(attacker);
                }
            }
            running.get(60, TimeUnit.SECONDS);
            returnedBytes += drain(attacker);

            // then
            final DispatcherSnapshot after = rig.dispatcher().snapshot(LOOK);
            assertThat(rig.dispatcher().failure()).isNull();
            assertThat(calls.outcomes()).isEqualTo(Map.of("ok", CALLS));
            assertThat(calls.wrong()).isZero();
            assertThat(after.links()).isEqualTo(links);
            assertThat(returnedBytes).isLessThan(sentBytes);
            assertThat(after.traffic().datagramsInvalid()).isPositive();
            System.out.println("flood: " + sentBytes + " bytes came, " + returnedBytes + " went back; meanwhile "
                    + calls.rate(CALLS));
        }
    }
}
