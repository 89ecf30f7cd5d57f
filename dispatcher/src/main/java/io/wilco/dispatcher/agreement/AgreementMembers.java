package io.wilco.dispatcher.agreement;

import io.wilco.cli.HostPort;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who takes part: three or five members, each with its number and the first of its {@value #PORTS} UDP ports. All
 * members are started with the same list.
 *
 * @param byId by number, unmodifiable
 */
public record AgreementMembers(SortedMap<Integer, HostPort> byId) {

    /** Consecutive UDP ports of a member, from its base port on. */
    public static final int PORTS = 8;

    /** The greatest number of a member. */
    public static final int ID_MAX = 99;

    private static final String MEND = "; write 0=HOST:PORT,1=HOST:PORT,2=HOST:PORT";

    /** @throws IllegalArgumentException with a message fit for the user */
    public AgreementMembers {
        byId = Collections.unmodifiableSortedMap(new TreeMap<>(byId));
        // An even number of members survives no more losses than one fewer.
        if (byId.size() != 3 && byId.size() != 5) {
            throw new IllegalArgumentException("there are " + byId.size() + " members; list 3 or 5");
        }
        byId.forEach(AgreementMembers::check);
        checkOverlaps(byId);
    }

    /**
     * Reads what a user wrote.
     *
     * @param text {@code 0=HOST:PORT,1=HOST:PORT,2=HOST:PORT}; spaces around commas are fine
     * @throws IllegalArgumentException with a message fit for the user
     */
    public static AgreementMembers parse(final String text) {
        final SortedMap<Integer, HostPort> result = new TreeMap<>();
        for (final String part : text.split(",", -1)) {
            final String member = part.strip();
            final int equals = member.indexOf('=');
            if (equals < 1 || !member.substring(0, equals).matches("\\d{1,2}")) {
                throw new IllegalArgumentException("'" + member + "' is not NUMBER=HOST:PORT" + MEND);
            }
            final int id = Integer.parseInt(member.substring(0, equals));
            if (result.put(id, HostPort.parse(member.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("member " + id + " is listed twice" + MEND);
            }
        }
        return new AgreementMembers(result);
    }

    private static void check(final int id, final HostPort address) {
        if (id < 0 || id > ID_MAX) {
            throw new IllegalArgumentException("member " + id + " is not in 0.." + ID_MAX);
        }
        if (address.port() < 1 || address.port() > HostPort.PORT_MAX - PORTS + 1) {
            throw new IllegalArgumentException("member " + id + " uses the " + PORTS + " ports from " + address.port()
                    + " on, and ports are 1..65535; take a base port of " + (HostPort.PORT_MAX - PORTS + 1)
                    + " or lower");
        }
    }

    private static void checkOverlaps(final Map<Integer, HostPort> byId) {
        byId.forEach((id, address) -> byId.forEach((otherId, other) -> {
            if (id < otherId
                    && address.host().equals(other.host())
                    && Math.abs(address.port() - other.port()) < PORTS) {
                throw new IllegalArgumentException("members " + id + " and " + otherId + " are both on "
                        + address.host() + ", where each uses " + PORTS + " ports; set their base ports " + PORTS
                        + " or more apart");
            }
        }));
    }

    /** The numbers, in order. */
    public List<Integer> ids() {
        return List.copyOf(byId.keySet());
    }

    /** How many members make a majority. */
    public int quorum() {
        return byId.size() / 2 + 1;
    }

    /**
     * Where a member listens.
     *
     * @param portOffset 0 to {@link #PORTS} - 1
     * @return {@code host:port}
     */
    String endpoint(final int id, final int portOffset) {
        final HostPort base = byId.get(id);
        if (base == null || portOffset < 0 || portOffset >= PORTS) {
            throw new IllegalArgumentException("member " + id + ", port offset " + portOffset);
        }
        return new HostPort(base.host(), base.port() + portOffset).toString();
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        return byId.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    /** Numbers for people: "member 1", "members 1 and 2", "members 0, 1 and 2". */
    static String words(final List<Integer> ids) {
        final int last = ids.size() - 1;
        if (last == 0) {
            return "member " + ids.get(0);
        }
        final String head = ids.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "members " + head + " and " + ids.get(last);
    }
}
