package io.wilco.dispatcher;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Writes addresses as users write them. */
public final class Addresses {
    private Addresses() {}

    /** {@code 10.0.0.7:7400} or {@code [::1]:7400}; never asks a name server. */
    public static String text(final InetSocketAddress address) {
        final String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return address.getAddress() instanceof Inet6Address
                ? "[" + host + "]:" + address.getPort()
                : host + ":" + address.getPort();
    }
}
