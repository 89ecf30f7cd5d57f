package io.wilco.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A host and a UDP or TCP port, as a user writes them: {@code db1:7400}, {@code 10.0.0.7:7400}, {@code [::1]:7400}.
 * Nothing is looked up until {@link #resolve()}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets; checked for its form
 * @param port 0 to 65,535; 0 means "any free port" and makes sense for listening only
 */
public record HostPort(String host, int port) {

    /** The greatest port number. */
    public static final int PORT_MAX = 65_535;

    private static final int HOST_LENGTH_MAX = 253;

    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9_.-]+)?");

    /** Two groups of zeros or more, as the JDK writes an IPv6 address. */
    private static final Pattern IPV6_ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    /** @throws IllegalArgumentException if the host has no known form, or the port is out of range */
    public HostPort {
        if (!isHost(host)) {
            throw new IllegalArgumentException("'" + host + "' is not a host name or address");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /**
     * Reads the address of a peer: {@code HOST:PORT} with a port of 1 to 65,535.
     *
     * @param text what the user wrote
     * @return the host and port
     * @throws IllegalArgumentException with a message fit for the user
     */
    public static HostPort parse(final String text) {
        return parse(text, false);
    }

    /**
     * Reads {@code HOST:PORT}.
     *
     * @param text what the user wrote
     * @param anyPortAllowed whether port 0, "any free port", is fine: for an address to listen on
     * @return the host and port
     * @throws IllegalArgumentException with a message fit for the user
     */
    public static HostPort parse(final String text, final boolean anyPortAllowed) {
        final int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw malformed(text, "it has no port");
        }
        final String host = hostOf(text, colon);
        final int port = portOf(text, colon);
        if (port == 0 && !anyPortAllowed) {
            throw malformed(text, "port 0 names no peer");
        }
        return new HostPort(host, port);
    }

    /**
     * Reads a comma-separated list of peers: {@code a:7400,b:7400}. Spaces around commas are fine.
     *
     * @param text what the user wrote
     * @return one or more, in the order given, unmodifiable
     * @throws IllegalArgumentException with a message fit for the user; also for an empty element
     */
    public static List<HostPort> parseList(final String text) {
        final List<HostPort> result = new ArrayList<>();
        for (final String element : text.split(",", -1)) {
            result.add(parse(element.strip()));
        }
        return List.copyOf(result);
    }

    /**
     * Writes an address so that {@link #parse} reads it; never asks a name server.
     *
     * @param address resolved or not
     * @return {@code host:port}, or {@code [::1]:port} for IPv6; the name, where the address was made from one
     */
    public static String text(final InetSocketAddress address) {
        return text(address.getHostString(), address.getPort());
    }

    /**
     * Writes several addresses, for people.
     *
     * @param addresses in their order
     * @return as {@link #text(InetSocketAddress)}, joined by commas and spaces
     */
    public static String text(final Collection<InetSocketAddress> addresses) {
        return addresses.stream().map(HostPort::text).collect(Collectors.joining(", "));
    }

    /**
     * Writes a host and a port so that {@link #parse} reads them.
     *
     * @param host a name or an address; IPv6 in any of its forms
     * @param port 0 to 65,535
     * @return {@code host:port}, or {@code [::1]:port} for IPv6
     */
    public static String text(final String host, final int port) {
        return host.indexOf(':') >= 0
                ? "[" + IPV6_ZEROS.matcher(host).replaceFirst("::") + "]:" + port
                : host + ":" + port;
    }

    /**
     * Looks the host up; blocks while the system's resolver does.
     *
     * @return a resolved address; the first one, if the name has several
     * @throws UserError if the host is unknown
     */
    public InetSocketAddress resolve() {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (final UnknownHostException e) {
            throw new UserError("unknown host '" + host + "' in '" + this + "'; check the name, or give its address");
        }
    }

    /**
     * The form that {@link #parse} reads.
     *
     * @return {@code host:port}, or {@code [host]:port} for IPv6
     */
    @Override
    public String toString() {
        return isIpv6(host) ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String hostOf(final String text, final int colon) {
        final String written = text.substring(0, colon);
        if (written.startsWith("[") && written.endsWith("]")) {
            final String inner = written.substring(1, written.length() - 1);
            if (!isIpv6(inner)) {
                throw malformed(text, "'" + inner + "' is not an IPv6 address");
            }
            return inner;
        }
        if (written.isEmpty()) {
            throw malformed(text, "it has no host");
        }
        if (written.indexOf(':') >= 0) {
            throw malformed(text, "an IPv6 address goes in brackets");
        }
        if (!isHost(written)) {
            throw malformed(text, "'" + written + "' is not a host name or address");
        }
        return written;
    }

    private static int portOf(final String text, final int colon) {
        final String written = text.substring(colon + 1);
        if (written.isEmpty()) {
            throw malformed(text, "it has no port");
        }
        for (int i = 0; i < written.length(); i++) {
            if (written.charAt(i) < '0' || written.charAt(i) > '9') {
                throw malformed(text, "'" + written + "' is not a port");
            }
        }
        if (written.length() > 5 || Integer.parseInt(written) > PORT_MAX) {
            throw malformed(text, "ports end at 65535");
        }
        return Integer.parseInt(written);
    }

    private static IllegalArgumentException malformed(final String text, final String why) {
        return new IllegalArgumentException(
                "'" + text + "' is not HOST:PORT: " + why + "; write name:7400, 10.0.0.7:7400 or [::1]:7400");
    }

    private static boolean isHost(final String host) {
        if (host.length() > HOST_LENGTH_MAX) {
            return false;
        }
        if (DIGITS_AND_DOTS.matcher(host).matches()) {
            return IPV4.matcher(host).matches();
        }
        return NAME.matcher(host).matches() || isIpv6(host);
    }

    private static boolean isIpv6(final String host) {
        if (!IPV6.matcher(host).matches()) {
            return false;
        }
        try {
            // Holds a colon, so it is taken for a literal: nothing is asked of a name server.
            InetAddress.getByName(host);
            return true;
        } catch (final UnknownHostException e) {
            // Either no address, or one with a zone that this machine does not have.
            return host.indexOf('%') > 0;
        }
    }
}
