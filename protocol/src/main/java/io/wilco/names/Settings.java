package io.wilco.names;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/**
 * Whom to ask, and what to try behind a short name.
 *
 * @param servers at least one
 * @param searchDomains absolute
 * @param ndots a name with fewer dots is tried with the search domains first
 */
record Settings(List<InetSocketAddress> servers, List<Name> searchDomains, int ndots) {

    /** What the configuration says, and the system for the rest, as it is now: it may be on another network soon. */
    static Settings of(final NamesConfig config) {
        final List<String> searchDomains = config.searchDomains();
        if (searchDomains != null && !config.servers().isEmpty()) {
            return new Settings(config.servers(), parsed(searchDomains), 1);
        }
        final Settings system = ofSystem();
        return new Settings(
                config.servers().isEmpty() ? system.servers : config.servers(),
                searchDomains == null ? system.searchDomains : parsed(searchDomains),
                searchDomains == null ? system.ndots : 1);
    }

    /**
     * Not dnsjava's {@link ResolverConfig} where a file says all: that one asks JNDI too if no search domain is set.
     */
    private static Settings ofSystem() {
        final ResolvConfResolverConfigProvider file = new ResolvConfResolverConfigProvider();
        if (!file.isEnabled()) {
            final ResolverConfig any = new ResolverConfig();
            return bounded(any.servers(), any.searchPath(), any.ndots());
        }
        try {
            file.initialize();
        } catch (final NoSuchElementException e) {
            // A line without its second word; the lines above it count.
            return bounded(file.servers(), file.searchPaths(), file.ndots());
        }
        return bounded(file.servers(), file.searchPaths(), file.ndots());
    }

    private static Settings bounded(
            final List<InetSocketAddress> servers, final List<Name> searchDomains, final int ndots) {
        final List<InetSocketAddress> usable = servers.stream()
                .filter(server -> !server.isUnresolved())
                .limit(NamesConfig.SERVERS_MAX)
                .toList();
        return new Settings(
                usable.isEmpty() ? List.of(localServer()) : usable,
                searchDomains.stream().limit(NamesConfig.SEARCH_DOMAINS_MAX).toList(),
                ndots);
    }

    /** Whom the C library asks when nobody is named. */
    private static InetSocketAddress localServer() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
    }

    private static List<Name> parsed(final List<String> domains) {
        return domains.stream().map(Settings::parsed).toList();
    }

    private static Name parsed(final @Nullable String domain) {
        try {
            return Name.fromString(domain, Name.root);
        } catch (final TextParseException e) {
            throw new IllegalArgumentException("'" + domain + "' is not a search domain", e);
        }
    }
}
