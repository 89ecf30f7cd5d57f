package io.wilco.client.core;

import io.wilco.link.LinkConfig;
import io.wilco.wire.Zone;

/**
 * The settings of a client.
 *
 * @param callsMax calls open at once, 1 to 1,048,576; more are rejected
 * @param keptBytesMax memory for the requests of open calls, in bytes
 * @param reconnectMinNs least pause between two attempts to open a link
 * @param reconnectMaxNs longest such pause; it doubles from the least one
 * @param link settings of its links
 * @param zone where it is: dispatchers of the same zone come first; empty if that does not matter
 */
public record ClientConfig(
        int callsMax, long keptBytesMax, long reconnectMinNs, long reconnectMaxNs, LinkConfig link, String zone) {
    public static final int CALLS_MAX_CEILING = 1 << 20;

    /** A client takes no requests. */
    public static final ClientConfig DEFAULT = new ClientConfig(
            65_536, 256L * 1024 * 1024, 20_000_000L, 1_000_000_000L, LinkConfig.DEFAULT.withRequestLimit(0), Zone.NONE);

    public ClientConfig {
        if (callsMax < 1 || callsMax > CALLS_MAX_CEILING) {
            throw new IllegalArgumentException("callsMax must be 1 to " + CALLS_MAX_CEILING);
        }
        if (keptBytesMax < 0) {
            throw new IllegalArgumentException("keptBytesMax must not be negative");
        }
        if (reconnectMinNs <= 0 || reconnectMinNs > reconnectMaxNs) {
            throw new IllegalArgumentException("reconnectMinNs must be 1 to reconnectMaxNs");
        }
        Zone.check(zone);
    }

    /** This with another bound of open calls. */
    public ClientConfig withCallsMax(final int callsMax) {
        return new ClientConfig(callsMax, keptBytesMax, reconnectMinNs, reconnectMaxNs, link, zone);
    }

    /** This with other settings of its links. */
    public ClientConfig withLink(final LinkConfig link) {
        return new ClientConfig(callsMax, keptBytesMax, reconnectMinNs, reconnectMaxNs, link, zone);
    }

    /** This in another zone. */
    public ClientConfig withZone(final String zone) {
        return new ClientConfig(callsMax, keptBytesMax, reconnectMinNs, reconnectMaxNs, link, zone);
    }
}
