package io.wilco.names;

import io.wilco.cli.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How names are looked up. Times are in nanoseconds.
 *
 * @param servers whom to ask, in this order, {@value #SERVERS_MAX} at most; none: those of the system
 * @param searchDomains what to try behind a name with few dots, {@value #SEARCH_DOMAINS_MAX} at most; null: those of
 *     the system, and its number of dots
 * @param hostsFile which names have addresses without any name server; read anew each time; need not exist
 * @param isIpv6Used whether AAAA records are asked for, and addresses of IPv6 taken
 * @param timeoutNs how long {@link Names#resolve} takes, and any one question, at most
 * @param attemptTimeoutNs how long one name server is waited for, before the next one, or it again, is asked
 * @param refreshMinNs a name is not looked up again sooner, whatever the TTL; also the first wait after a failure
 * @param refreshMaxNs a name is not looked up again later, whatever the TTL; also the longest wait after failures
 * @param orderSeed decides the order of what is equal; different in each process, so that they spread
 */
public record NamesConfig(
        List<InetSocketAddress> servers,
        @Nullable List<String> searchDomains,
        Path hostsFile,
        boolean isIpv6Used,
        long timeoutNs,
        long attemptTimeoutNs,
        long refreshMinNs,
        long refreshMaxNs,
        long orderSeed) {

    /** The system property that names other name servers than the system's, {@code HOST:PORT[,HOST:PORT...]}. */
    public static final String SERVERS_PROPERTY = "wilco.names.servers";

    /** As many as the C library asks. */
    public static final int SERVERS_MAX = 3;

    public static final int SEARCH_DOMAINS_MAX = 8;

    private static final long MS = 1_000_000L;

    /** @throws IllegalArgumentException if something is out of its range */
    public NamesConfig {
        servers = List.copyOf(servers);
        searchDomains = searchDomains == null ? null : List.copyOf(searchDomains);
        check(servers.size() <= SERVERS_MAX, "more than " + SERVERS_MAX + " name servers");
        check(
                searchDomains == null || searchDomains.size() <= SEARCH_DOMAINS_MAX,
                "more than " + SEARCH_DOMAINS_MAX + " search domains");
        check(
                searchDomains == null || searchDomains.stream().allMatch(HostText::isName),
                "a search domain must have the form of a name");
        check(servers.stream().noneMatch(InetSocketAddress::isUnresolved), "a name server must be an address");
        check(timeoutNs > 0, "timeoutNs must be positive");
        check(attemptTimeoutNs > 0, "attemptTimeoutNs must be positive");
        check(refreshMinNs > 0, "refreshMinNs must be positive");
        check(refreshMaxNs >= refreshMinNs, "refreshMaxNs must not be less than refreshMinNs");
    }

    /**
     * What fits this system: its name servers or those of {@value #SERVERS_PROPERTY}, its hosts file, no IPv6 if the
     * JVM is told to do without; 5 s in all, 1.5 s for an attempt, looked up again after 1 s to 60 s.
     *
     * @throws IllegalArgumentException with a message fit for the user, if the property makes no sense
     */
    public static NamesConfig ofSystem() {
        final String property = System.getProperty(SERVERS_PROPERTY, "");
        return new NamesConfig(
                property.isBlank() ? List.of() : parseServers(property),
                null,
                HostsFile.systemPath(),
                !Boolean.getBoolean("java.net.preferIPv4Stack"),
                5_000 * MS,
                1_500 * MS,
                1_000 * MS,
                60_000 * MS,
                new SecureRandom().nextLong());
    }

    /** Asks these name servers instead. */
    public NamesConfig withServers(final List<InetSocketAddress> servers) {
        return new NamesConfig(
                servers,
                searchDomains,
                hostsFile,
                isIpv6Used,
                timeoutNs,
                attemptTimeoutNs,
                refreshMinNs,
                refreshMaxNs,
                orderSeed);
    }

    /** Waits so long instead. */
    public NamesConfig withTimeout(final long timeoutNs, final long attemptTimeoutNs) {
        return new NamesConfig(
                servers,
                searchDomains,
                hostsFile,
                isIpv6Used,
                timeoutNs,
                attemptTimeoutNs,
                refreshMinNs,
                refreshMaxNs,
                orderSeed);
    }

    /** Looks up again after as much instead. */
    public NamesConfig withRefresh(final long refreshMinNs, final long refreshMaxNs) {
        return new NamesConfig(
                servers,
                searchDomains,
                hostsFile,
                isIpv6Used,
                timeoutNs,
                attemptTimeoutNs,
                refreshMinNs,
                refreshMaxNs,
                orderSeed);
    }

    private static List<InetSocketAddress> parseServers(final String property) {
        final List<InetSocketAddress> servers = new ArrayList<>();
        for (final String element : property.split(",", -1)) {
            if (!(parseServer(element.strip()) instanceof DispatcherName.Literal literal)) {
                throw wrong(property, "'" + element.strip() + "' is not an address");
            }
            servers.add(addressOf(property, literal.address()));
        }
        if (servers.size() > SERVERS_MAX) {
            throw wrong(property, SERVERS_MAX + " name servers is the most");
        }
        return servers;
    }

    private static DispatcherName parseServer(final String element) {
        try {
            return DispatcherName.parse(element);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(SERVERS_PROPERTY + ": " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress addressOf(final String property, final HostPort literal) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal.host()), literal.port());
        } catch (final UnknownHostException e) {
            throw wrong(property, "'" + literal + "' is no address of this machine's networks");
        }
    }

    private static IllegalArgumentException wrong(final String property, final String why) {
        return new IllegalArgumentException(
                SERVERS_PROPERTY + "=" + property + ": " + why + "; write 127.0.0.1:5353 or [::1]:5353");
    }

    private static void check(final boolean isFine, final String message) {
        if (!isFine) {
            throw new IllegalArgumentException(message);
        }
    }
}
