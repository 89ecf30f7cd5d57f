package io.wilco.transport;

import java.util.Locale;

/**
 * What a faulty network does to each datagram, for demonstrations.
 *
 * @param loss probability that it vanishes, 0 to 1
 * @param duplicate probability that it arrives twice
 * @param reorder probability that the next ones overtake it
 * @param seed of the choices
 */
public record Faults(double loss, double duplicate, double reorder, long seed) {
    public static final Faults NONE = new Faults(0, 0, 0, 0);

    /** @throws IllegalArgumentException if a probability is none */
    public Faults {
        check("loss", loss);
        check("dup", duplicate);
        check("reorder", reorder);
    }

    private static void check(final String name, final double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + " is a probability from 0 to 1, not " + probability);
        }
    }

    /**
     * Reads {@code loss=0.1,dup=0.05,reorder=0.1,seed=1}, each part optional.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Faults parse(final String text) {
        double loss = 0;
        double duplicate = 0;
        double reorder = 0;
        long seed = 1;
        for (final String part : text.split(",", -1)) {
            final int equals = part.indexOf('=');
            final String name = equals < 0 ? part : part.substring(0, equals);
            final String value = equals < 0 ? "" : part.substring(equals + 1);
            try {
                switch (name.trim().toLowerCase(Locale.ROOT)) {
                    case "loss" -> loss = Double.parseDouble(value);
                    case "dup" -> duplicate = Double.parseDouble(value);
                    case "reorder" -> reorder = Double.parseDouble(value);
                    case "seed" -> seed = Long.parseLong(value);
                    default ->
                        throw new IllegalArgumentException(
                                "'" + part + "' is no fault; write loss=0.1,dup=0.05,reorder=0.1,seed=1");
                }
            } catch (final NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + part + "' needs a number; write loss=0.1,dup=0.05,reorder=0.1,seed=1", e);
            }
        }
        return new Faults(loss, duplicate, reorder, seed);
    }

    public boolean isNone() {
        return loss == 0 && duplicate == 0 && reorder == 0;
    }

    /** The transport behind such a network, or the transport itself if there are no faults. */
    public Transport applyTo(final Transport transport) {
        return isNone() ? transport : new FaultyTransport(transport, this);
    }
}
