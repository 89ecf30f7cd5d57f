package io.wilco.loadgen.process;

import io.wilco.dispatcher.agreement.AgreementMembers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds ports for a cluster of dispatchers on this machine. */
public final class FreePorts {
    private static final int BASE_MIN = 20_000;
    private static final int BASE_MAX = 30_000;
    private static final int TRIES_MAX = 100;

    private FreePorts() {}

    /**
     * Members on loopback, with as many free UDP ports each as they need; somebody else may still take them first.
     *
     * @param count 3 or 5
     * @return as for {@code --members}
     * @throws IOException if there are none
     */
    public static String members(final int count) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            final int base = ThreadLocalRandom.current().nextInt(BASE_MIN, BASE_MAX);
            if (areFree(base, count * AgreementMembers.PORTS)) {
                return IntStream.range(0, count)
                        .mapToObj(i -> i + "=127.0.0.1:" + (base + i * AgreementMembers.PORTS))
                        .collect(Collectors.joining(","));
            }
        }
        throw new IOException("no " + count * AgreementMembers.PORTS + " free UDP ports in a row were found");
    }

    private static boolean areFree(final int base, final int count) {
        for (int port = base; port < base + count; port++) {
            try (DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                assert socket.isBound();
            } catch (final SocketException e) {
                return false;
            }
        }
        return true;
    }
}
