package io.wilco.names;

import io.wilco.cli.HostPort;
import io.wilco.names.Lookup.Answer;
import io.wilco.names.Lookup.Kind;
import io.wilco.names.Lookup.Question;
import io.wilco.names.Lookup.Target;
import io.wilco.names.NamesException.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From elements to addresses: of each element in turn, of a service's targets in turn. An element that has none now
 * keeps those it had: what a name server says may be wrong, and an address that does not answer does no harm.
 */
final class Expander {
    /** Addresses of all elements, at most. */
    static final int ADDRESSES_MAX = 64;

    /** Hosts of one service that are looked up, at most. */
    static final int TARGETS_MAX = 64;

    /** RFC 2782: "not available at this domain". */
    private static final String NO_TARGET = ".";

    private final List<DispatcherName> elements;
    private final Answers answers;
    private final HostsFile hostsFile;
    private final StableOrder order;
    private final boolean isIpv6Used;
    private final Map<DispatcherName, List<InetSocketAddress>> known = new HashMap<>();

    /** Whether something of this round came from the hosts file, which has no TTL. */
    private boolean isHostsFileUsed;

    /**
     * What came out of a round.
     *
     * @param addresses each once, {@value #ADDRESSES_MAX} at most
     * @param failures why elements have no address, or only those they had
     * @param cut how many there were besides
     */
    record Expansion(List<InetSocketAddress> addresses, List<NamesException> failures, int cut) {}

    Expander(final List<DispatcherName> elements, final NamesConfig config, final Answers answers) {
        this.elements = List.copyOf(elements);
        this.answers = answers;
        hostsFile = new HostsFile(config.hostsFile());
        order = new StableOrder(config.orderSeed());
        isIpv6Used = config.isIpv6Used();
    }

    boolean isHostsFileUsed() {
        return isHostsFileUsed;
    }

    /** Goes through all elements once; asks only what is due. Blocks. */
    Expansion expand() {
        isHostsFileUsed = false;
        final Set<InetSocketAddress> all = new LinkedHashSet<>();
        final List<NamesException> failures = new ArrayList<>();
        for (final DispatcherName element : elements) {
            final Set<InetSocketAddress> found = new LinkedHashSet<>();
            try {
                addAddresses(element, found);
            } catch (final NamesException e) {
                failures.add(e);
            }
            if (!found.isEmpty()) {
                known.put(element, List.copyOf(found));
            }
            all.addAll(known.getOrDefault(element, List.of()));
        }
        final List<InetSocketAddress> kept = all.stream().limit(ADDRESSES_MAX).toList();
        return new Expansion(kept, List.copyOf(failures), all.size() - kept.size());
    }

    private void addAddresses(final DispatcherName element, final Set<InetSocketAddress> found) throws NamesException {
        if (element instanceof DispatcherName.Literal literal) {
            found.add(literalAddress(literal.address()));
        } else if (element instanceof DispatcherName.Host host) {
            addHost(host.host().host(), host.host().port(), found);
        } else if (element instanceof DispatcherName.Service service) {
            addService(service.name(), found);
        }
    }

    private static InetSocketAddress literalAddress(final HostPort literal) throws NamesException {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal.host()), literal.port());
        } catch (final UnknownHostException e) {
            throw new NamesException(
                    Reason.NO_SUCH_NAME, "'" + literal + "' is no address of this machine's networks; check its zone");
        }
    }

    private void addService(final String name, final Set<InetSocketAddress> found) throws NamesException {
        final Answer answer = answers.ask(new Question(name, Kind.SRV));
        if (answer.isEmpty()) {
            throw answer.isNameKnown()
                    ? new NamesException(Reason.NO_RECORDS, "'" + name + "' has no SRV records; check the name")
                    : new NamesException(
                            Reason.NO_SUCH_NAME, "no such name: '" + name + "', so it has no SRV records; check it");
        }
        final List<Target> targets = order.targets(answer.targets());
        if (targets.stream().allMatch(target -> target.host().equals(NO_TARGET))) {
            throw new NamesException(
                    Reason.NO_RECORDS, "the SRV record of '" + name + "' says that there is no such service");
        }
        @Nullable NamesException failure = null;
        for (final Target target : targets.subList(0, Math.min(targets.size(), TARGETS_MAX))) {
            try {
                addTarget(name, target, found);
            } catch (final NamesException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void addTarget(final String service, final Target target, final Set<InetSocketAddress> found)
            throws NamesException {
        final String host = target.host();
        if (target.port() == 0 || !HostText.isName(host)) {
            throw new NamesException(
                    Reason.FAILED, "an SRV record of '" + service + "' names '" + host + "' port " + target.port());
        }
        addHost(host, target.port(), found);
    }

    private void addHost(final String host, final int port, final Set<InetSocketAddress> found) throws NamesException {
        final List<InetAddress> addresses = order.addresses(usable(addressesOf(host)));
        if (addresses.isEmpty()) {
            throw new NamesException(Reason.NO_RECORDS, "'" + host + "' has only addresses of IPv6, and that is off");
        }
        for (final InetAddress address : addresses) {
            found.add(new InetSocketAddress(named(host, address, addresses.size() == 1), port));
        }
    }

    private List<InetAddress> addressesOf(final String host) throws NamesException {
        final List<InetAddress> fromFile = hostsFile.addresses(host);
        if (!fromFile.isEmpty()) {
            isHostsFileUsed = true;
            return fromFile;
        }
        final List<InetAddress> found = new ArrayList<>();
        @Nullable NamesException failure = null;
        boolean isNameKnown = false;
        for (final Kind kind : isIpv6Used ? List.of(Kind.A, Kind.AAAA) : List.of(Kind.A)) {
            try {
                final Answer answer = answers.ask(new Question(host, kind));
                found.addAll(answer.addresses());
                isNameKnown |= answer.isNameKnown();
            } catch (final NamesException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (found.isEmpty()) {
            throw failure == null ? nothing(host, isNameKnown) : failure;
        }
        return found;
    }

    private NamesException nothing(final String host, final boolean isNameKnown) {
        if (!isNameKnown) {
            return new NamesException(
                    Reason.NO_SUCH_NAME, "no such name: '" + host + "'; check it, or give the address");
        }
        final String records = isIpv6Used ? "neither A nor AAAA records" : "no A records, and IPv6 is off";
        return new NamesException(Reason.NO_RECORDS, "'" + host + "' has no address (" + records + ")");
    }

    private List<InetAddress> usable(final List<InetAddress> addresses) {
        return isIpv6Used
                ? addresses
                : addresses.stream()
                        .filter(address -> !(address instanceof Inet6Address))
                        .toList();
    }

    /** With the name that people know it by if that says which it is, else without any. */
    private static InetAddress named(final String host, final InetAddress address, final boolean isOnly) {
        try {
            return isOnly
                    ? InetAddress.getByAddress(withoutFinalDot(host), address.getAddress())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (final UnknownHostException e) {
            throw new AssertionError("an address of an address has its length", e);
        }
    }

    private static String withoutFinalDot(final String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
