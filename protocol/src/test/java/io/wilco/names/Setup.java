package io.wilco.names;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/** What the tests of this package set up alike. */
final class Setup {
    static final long MS = 1_000_000L;

    private Setup() {}

    /** No search domains and no hosts file; names are looked up again at once, nearly. */
    static NamesConfig config(final InetSocketAddress... servers) {
        return config(Path.of("/nonexistent/hosts"), List.of(), servers);
    }

    static NamesConfig config(
            final Path hostsFile, final List<String> searchDomains, final InetSocketAddress... servers) {
        return new NamesConfig(
                List.of(servers), searchDomains, hostsFile, true, 20_000 * MS, 10_000 * MS, 5 * MS, 20 * MS, 42);
    }

    static NamesConfig withoutIpv6(final NamesConfig config) {
        return new NamesConfig(
                config.servers(),
                config.searchDomains(),
                config.hostsFile(),
                false,
                config.timeoutNs(),
                config.attemptTimeoutNs(),
                config.refreshMinNs(),
                config.refreshMaxNs(),
                config.orderSeed());
    }

    /** What {@code text} names, looked up once. */
    static List<InetSocketAddress> resolve(final String text, final NamesConfig config) throws NamesException {
        try (Names names = Names.of(DispatcherName.parseList(text), config)) {
            return names.resolve();
        }
    }

    static InetSocketAddress address(final String host, final int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
