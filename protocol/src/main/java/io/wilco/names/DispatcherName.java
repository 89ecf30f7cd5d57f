package io.wilco.names;

import io.wilco.cli.HostPort;
import java.util.ArrayList;
import java.util.List;

/**
 * One element of a list of dispatchers, as a user writes it: {@code 10.0.0.7:7400}, {@code db1:7400} or
 * {@code srv:_wilco._udp.example.com}. Nothing is looked up here.
 */
public sealed interface DispatcherName {

    /** Elements in a list, at most. */
    int ELEMENTS_MAX = 16;

    /** An address, which needs no look-up. */
    record Literal(HostPort address) implements DispatcherName {
        /** @throws IllegalArgumentException if it is something else */
        public Literal {
            if (!HostText.isLiteral(address.host())) {
                throw new IllegalArgumentException("'" + address + "' is not an address");
            }
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** A name, which stands for all its A and AAAA records, with the port. */
    record Host(HostPort host) implements DispatcherName {
        /** @throws IllegalArgumentException if it is something else */
        public Host {
            if (!HostText.isName(host.host())) {
                throw new IllegalArgumentException("'" + host + "' is not a name");
            }
        }

        @Override
        public String toString() {
            return host.toString();
        }
    }

    /** A name whose SRV records say hosts, ports, and in which order to try them (RFC 2782). */
    record Service(String name) implements DispatcherName {
        /** @throws IllegalArgumentException if it is something else */
        public Service {
            if (!HostText.isName(name)) {
                throw new IllegalArgumentException("'" + name + "' is not a name");
            }
        }

        @Override
        public String toString() {
            return ServiceText.PREFIX + name;
        }
    }

    /**
     * Reads one element.
     *
     * @param text {@code HOST:PORT} with a port of 1 to 65,535, or {@code srv:NAME}; {@code srv:7400} is a host
     * @return what it names
     * @throws IllegalArgumentException with a message fit for the user
     */
    static DispatcherName parse(final String text) {
        if (ServiceText.matches(text)) {
            return new Service(ServiceText.name(text));
        }
        final HostPort hostPort = HostPort.parse(text);
        return HostText.isLiteral(hostPort.host()) ? new Literal(hostPort) : new Host(hostPort);
    }

    /**
     * Reads a comma-separated list. Spaces around commas are fine; what stands there twice is taken once.
     *
     * @param text what the user wrote
     * @return 1 to {@value #ELEMENTS_MAX} different ones, in the order given, unmodifiable
     * @throws IllegalArgumentException with a message fit for the user; also for an empty element
     */
    static List<DispatcherName> parseList(final String text) {
        final String[] elements = text.split(",", -1);
        if (elements.length > ELEMENTS_MAX) {
            throw new IllegalArgumentException("the list of dispatchers has " + elements.length + " elements, and "
                    + ELEMENTS_MAX + " is the most; give several of them one name");
        }
        final List<DispatcherName> result = new ArrayList<>();
        for (final String element : elements) {
            final DispatcherName name = parse(element.strip());
            if (!result.contains(name)) {
                result.add(name);
            }
        }
        return List.copyOf(result);
    }
}
