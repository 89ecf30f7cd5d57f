package io.wilco.dispatcher;

import io.wilco.cli.HostPort;
import java.net.InetSocketAddress;

/** Writes addresses in numbers: of a peer, its name says nothing. */
public final class Addresses {
    private Addresses() {}

    /** {@code 10.0.0.7:7400} or {@code [::1]:7400}; never asks a name server. */
    public static String text(final InetSocketAddress address) {
        return HostPort.text(
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress(),
                address.getPort());
    }
}
