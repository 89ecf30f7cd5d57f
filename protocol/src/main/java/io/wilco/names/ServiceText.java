package io.wilco.names;

/** How a user writes the name of SRV records. */
final class ServiceText {
    static final String PREFIX = "srv:";

    private ServiceText() {}

    /** Whether it begins so; with digits alone behind, it is the port of a host named srv. */
    static boolean matches(final String text) {
        return text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                && (text.length() == PREFIX.length()
                        || !text.substring(PREFIX.length()).chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    /** What stands behind the prefix, if it is a name. */
    static String name(final String text) {
        final String name = text.substring(PREFIX.length());
        if (name.isEmpty()) {
            throw malformed(text, "it has no name");
        }
        final int colon = name.indexOf(':');
        if (colon >= 0 && !name.startsWith("[") && colon == name.lastIndexOf(':')) {
            throw malformed(text, "it has a port, and SRV records say the ports");
        }
        if (!HostText.isName(name)) {
            throw malformed(text, "'" + name + "' is not a name");
        }
        return name;
    }

    private static IllegalArgumentException malformed(final String text, final String why) {
        return new IllegalArgumentException(
                "'" + text + "' is not srv:NAME: " + why + "; write srv:_wilco._udp.example.com");
    }
}
