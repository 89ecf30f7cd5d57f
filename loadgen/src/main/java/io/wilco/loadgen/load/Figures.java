package io.wilco.loadgen.load;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
    private static final double US_PER_MS = 1_000;
    private static final double US_PER_S = 1_000_000;

    private Figures() {}

    /** {@code 1,234,567}. */
    public static String count(final long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number of things a second, with three digits or more: {@code 12,345} or {@code 3.21}. */
    public static String rate(final double perS) {
        return String.format(Locale.ROOT, perS < 100 ? "%,.2f" : "%,.0f", perS);
    }

    /** A number without an exponent or needless digits: {@code 5000}, {@code 0.5}. */
    public static String plain(final double value) {
        return Double.isFinite(value)
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    /** Three digits and a unit: {@code 51.2us}, {@code 1.23ms}, {@code 2.05s}. */
    public static String time(final double us) {
        if (us < US_PER_MS) {
            return digits(us) + "us";
        }
        return us < US_PER_S ? digits(us / US_PER_MS) + "ms" : digits(us / US_PER_S) + "s";
    }

    private static String digits(final double value) {
        final String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
