package io.wilco.loadgen.cli;

import io.wilco.cli.HostPort;
import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;

/** What the commands of the bare forwarder share. */
final class BareOptions {
    private BareOptions() {}

    /** Tells where a role can be reached, as the dispatcher does. */
    static void sayListening(final PrintWriter out, final HostPort listen, final InetSocketAddress address) {
        out.println("listening on " + new HostPort(listen.host(), address.getPort()));
        out.flush();
    }

    static UserError noSocket(final HostPort address, final IOException e) {
        return new UserError("no UDP socket for " + address + ": " + e.getMessage() + "; name another address");
    }
}
