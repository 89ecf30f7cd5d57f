package io.wilco.dispatcher.cli;

import java.util.Locale;

/** Figures for people: about three digits and a unit. */
final class Human {
    /** Up to here a count is written out. */
    private static final double PLAIN_MAX = 99_999;

    private static final String[] THOUSANDS = {"", "k", "M", "G", "T"};

    private Human() {}

    /** {@code 812}, {@code 99999}, {@code 1.23M}. */
    static String count(final double count) {
        return count <= PLAIN_MAX ? String.format(Locale.ROOT, "%.0f", count) : scaled(count);
    }

    /** {@code 0}, {@code 0.5}, {@code 812}, {@code 12.3k}. */
    static String rate(final double perSecond) {
        return perSecond == 0 ? "0" : scaled(perSecond);
    }

    /** {@code -} for none, {@code 850ns}, {@code 12.3us}, {@code 1.25ms}, {@code 3.2s}. */
    static String micros(final double us) {
        if (us <= 0) {
            return "-";
        }
        if (us < 1) {
            return digits(us * 1_000) + "ns";
        }
        if (us < 1_000) {
            return digits(us) + "us";
        }
        return us < 1_000_000 ? digits(us / 1_000) + "ms" : digits(us / 1_000_000) + "s";
    }

    /** {@code 12s}, {@code 3m20s}, {@code 2h13m}, {@code 5d4h}. */
    static String seconds(final double seconds) {
        final long whole = (long) seconds;
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3_600) {
            return whole / 60 + "m" + whole % 60 + "s";
        }
        return whole < 86_400
                ? whole / 3_600 + "h" + whole % 3_600 / 60 + "m"
                : whole / 86_400 + "d" + whole % 86_400 / 3_600 + "h";
    }

    private static String scaled(final double number) {
        double left = number;
        int power = 0;
        while (left >= 999.5 && power < THOUSANDS.length - 1) {
            left /= 1_000;
            power++;
        }
        return digits(left) + THOUSANDS[power];
    }

    /** Three digits, without zeros that say nothing. */
    private static String digits(final double number) {
        final int places = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
        final String text = String.format(Locale.ROOT, "%." + places + "f", number);
        return text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
    }
}
