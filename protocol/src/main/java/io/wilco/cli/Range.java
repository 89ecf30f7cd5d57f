package io.wilco.cli;

import java.time.Duration;

/** Says which option is out of bounds, what its bounds are, and what was written. */
public final class Range {
    private Range() {}

    /**
     * Checks a number.
     *
     * @param option its name, dashes included
     * @param max {@link Integer#MAX_VALUE} if there is none worth naming
     * @throws UserError if the value is out of bounds
     */
    public static void check(final String option, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw error(option, "" + value, "" + min, max == Integer.MAX_VALUE ? "" : "" + max);
        }
    }

    /**
     * Checks a length of time.
     *
     * @param option its name, dashes included
     * @throws UserError if the value is out of bounds
     */
    public static void check(final String option, final Duration value, final Duration min, final Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw error(option, Durations.format(value), Durations.format(min), Durations.format(max));
        }
    }

    /**
     * The error for values of other kinds, as their users write them.
     *
     * @param option its name, dashes included
     * @param max empty if there is none worth naming
     * @return for the caller to throw
     */
    public static UserError error(final String option, final String value, final String min, final String max) {
        return new UserError(
                option + " must be " + min + (max.isEmpty() ? " or more" : " to " + max) + ", not " + value);
    }
}
