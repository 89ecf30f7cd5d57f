package io.wilco.names;

import io.wilco.names.Lookup.Target;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/**
 * An order that is a matter of chance among processes, but stays while the records stay: name servers turn their
 * records round at each answer, and that is no change.
 *
 * <p>RFC 2782 draws targets of equal priority one after the other, each with a probability in proportion to its weight.
 * Sorting by {@code -ln(u) / weight}, with u drawn for each, gives the same distribution (Efraimidis and Spirakis,
 * "Weighted random sampling with a reservoir", 2006); here u comes from a hash of the target and the seed.
 */
final class StableOrder {
    /** "A very small chance", which RFC 2782 asks for where the weight is 0. */
    private static final double WEIGHT_MIN = 1.0 / 1_024;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    StableOrder(final long seed) {
        this.seed = seed;
    }

    /** By priority, then drawn by weight; each once. */
    List<Target> targets(final List<Target> targets) {
        return targets.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Target::priority)
                        .thenComparingDouble(
                                target -> -Math.log(drawn(target.host() + ':' + target.port())) / weight(target))
                        .thenComparing(Target::host)
                        .thenComparingInt(Target::port))
                .toList();
    }

    /** IPv4 first, as the JDK does; among those of one kind, drawn. Each once. */
    List<InetAddress> addresses(final List<InetAddress> addresses) {
        return addresses.stream()
                .distinct()
                .sorted(Comparator.<InetAddress>comparingInt(address -> address.getAddress().length)
                        .thenComparingDouble(address -> drawn(address.getHostAddress())))
                .toList();
    }

    private static double weight(final Target target) {
        return Math.max(WEIGHT_MIN, target.weight());
    }

    /** More than 0, less than 1. */
    private double drawn(final String text) {
        long hash = FNV_OFFSET ^ seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return ((mixed(hash) >>> 12) + 0.5) / (1L << 52);
    }

    /** The finalizer of SplitMix64, so that each bit depends on all. */
    private static long mixed(final long value) {
        final long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        final long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
