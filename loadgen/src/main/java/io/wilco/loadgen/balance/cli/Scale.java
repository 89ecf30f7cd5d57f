package io.wilco.loadgen.balance.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * An axis: which value is at which pixel, and where ticks go.
 *
 * @param low the value at pixel {@code from}
 * @param high the value at pixel {@code to}, above {@code low}
 * @param isLog whether equal factors, not equal differences, are equally far apart; {@code low} is above 0 then
 */
record Scale(double low, double high, boolean isLog, double from, double to) {
    /** So that a value that rounding has put beside a tick is on it. */
    private static final double ROUNDING = 1e-9;

    private static final int TICKS_ABOUT = 5;

    /** With more decades than this, only the powers of ten have ticks. */
    private static final double DECADES_FULL = 2.5;

    /** From the least to the greatest value. */
    static Scale over(final DoubleStream values, final double from, final double to) {
        final double[] sorted = values.sorted().toArray();
        return new Scale(sorted[0], sorted[sorted.length - 1], false, from, to);
    }

    /** From 0 to a round number. */
    static Scale fromZero(final DoubleStream values, final double from, final double to) {
        final double max = values.max().orElse(0);
        final double step = roundUp(max / TICKS_ABOUT);
        return new Scale(0, max > 0 ? Math.ceil(max / step - ROUNDING) * step : 1, false, from, to);
    }

    /** From a round number to a round number, by factors; only values above 0 count. */
    static Scale log(final DoubleStream values, final double from, final double to) {
        final double[] sorted = values.filter(value -> value > 0).sorted().toArray();
        if (sorted.length == 0) {
            return new Scale(1, 10, true, from, to);
        }
        final double low = roundDown(sorted[0]);
        return new Scale(low, Math.max(tickAfter(low), roundUp(sorted[sorted.length - 1])), true, from, to);
    }

    /** The pixel of a value. */
    double at(final double value) {
        final double share = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + share * (to - from);
    }

    /** Where ticks go, from low to high. */
    List<Double> ticks() {
        final List<Double> ticks = new ArrayList<>();
        if (isLog) {
            final boolean isFull = Math.log10(high / low) <= DECADES_FULL;
            for (double tick = low; tick <= high * (1 + ROUNDING); tick = tickAfter(tick)) {
                if (isFull || isPowerOfTen(tick)) {
                    ticks.add(tick);
                }
            }
            return ticks;
        }
        final double step = roundUp((high - low) / (2 * TICKS_ABOUT));
        for (double i = Math.ceil(low / step - ROUNDING); i * step <= high + step * ROUNDING; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A value as it stands beside a tick. */
    static String text(final double value) {
        return value == 0
                ? "0"
                : new BigDecimal(value)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** Of 1, 2, 5, 10 and so on the one after this one. */
    private static double tickAfter(final double tick) {
        return roundUp(tick * 1.5);
    }

    private static boolean isPowerOfTen(final double value) {
        final double power = Math.log10(value);
        return Math.abs(power - Math.rint(power)) < ROUNDING;
    }

    /** The greatest of 1, 2, 5, 10 and so on that is not above. */
    private static double roundDown(final double value) {
        final double power = Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
        final double lead = value / power * (1 + ROUNDING);
        return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
    }

    /** The least of 1, 2, 5, 10 and so on that is not below. */
    private static double roundUp(final double value) {
        if (value <= 0) {
            return 1;
        }
        final double below = roundDown(value);
        return value <= below * (1 + ROUNDING) ? below : roundDown(below * 2.5);
    }
}
