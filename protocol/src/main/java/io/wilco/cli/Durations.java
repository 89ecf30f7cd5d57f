package io.wilco.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Wilco's users read and write them: {@code 250us}, {@code 5ms}, {@code 10s}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)");

    private static final BigDecimal NS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    /**
     * Reads a number, which may have a fraction, followed by {@code ns}, {@code us}, {@code ms}, {@code s}, {@code m}
     * or {@code h}, without a space. A bare {@code 0} is fine too.
     *
     * @param text what the user wrote
     * @return zero or more, in whole nanoseconds, at most {@link Long#MAX_VALUE} of them (292 years)
     * @throws IllegalArgumentException with a message fit for the user, if {@code text} is not of that form, is finer
     *     than a nanosecond or too long
     */
    public static Duration parse(final String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration; write 250us, 5ms, 10s or 2m");
        }
        final BigDecimal ns = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNs(matcher.group(2))));
        if (ns.compareTo(NS_MAX) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long; at most 292 years");
        }
        if (ns.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("'" + text + "' is finer than a nanosecond");
        }
        return Duration.ofNanos(ns.longValueExact());
    }

    /**
     * Writes a duration so that {@link #parse} reads the same one: a whole number of the largest unit that loses
     * nothing.
     *
     * @param duration zero or more, at most 292 years
     * @return {@code 90s}, {@code 1500us}, {@code 0s}
     */
    public static String format(final Duration duration) {
        final long ns = duration.toNanos();
        if (ns == 0) {
            return "0s";
        }
        for (final String unit : new String[] {"h", "m", "s", "ms", "us"}) {
            if (ns % unitNs(unit) == 0) {
                return ns / unitNs(unit) + unit;
            }
        }
        return ns + "ns";
    }

    private static long unitNs(final String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException("no unit " + unit);
        };
    }
}
