package io.wilco.names;

import io.wilco.cli.HostPort;

/** What has the form of a host is either a name or an address. */
final class HostText {
    private HostText() {}

    /** Whether it has the form of a name, and of no address. */
    static boolean isName(final String text) {
        return isHost(text) && !looksLiteral(text);
    }

    /** Whether it is an address, for which no name server is asked. */
    static boolean isLiteral(final String text) {
        return isHost(text) && looksLiteral(text);
    }

    /** Of the hosts, no name has a colon, and none has digits and dots alone. */
    private static boolean looksLiteral(final String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static boolean isHost(final String text) {
        try {
            return new HostPort(text, 1).port() == 1;
        } catch (final IllegalArgumentException e) {
            return false;
        }
    }
}
