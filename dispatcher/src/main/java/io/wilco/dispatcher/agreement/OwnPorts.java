package io.wilco.dispatcher.agreement;

import io.wilco.cli.HostPort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;

/** Whether a member can have its ports: looked at before Aeron starts, which names none of them. */
final class OwnPorts {
    private OwnPorts() {}

    /** @throws IOException naming the port that cannot be had, and the mend */
    static void check(final AgreementMembers members, final int member) throws IOException {
        final HostPort base = Objects.requireNonNull(members.byId().get(member));
        for (int port = base.port(); port < base.port() + AgreementMembers.PORTS; port++) {
            final InetSocketAddress address = new InetSocketAddress(base.host(), port);
            if (address.isUnresolved()) {
                throw new IOException("member " + member + ": no such name: '" + base.host()
                        + "'; give its address in the list of members");
            }
            try (DatagramSocket socket = new DatagramSocket(address)) {
                assert socket.isBound();
            } catch (final SocketException e) {
                throw new IOException(
                        "member " + member + " cannot have UDP " + new HostPort(base.host(), port) + " ("
                                + e.getMessage() + "); a member uses " + AgreementMembers.PORTS
                                + " ports from its base on: end what uses that one, or give the member another base,"
                                + " or an address of this machine, in the lists of all members",
                        e);
            }
        }
    }
}
