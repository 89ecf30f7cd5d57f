package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.UserError;
import java.time.Duration;

/** Says which option is out of bounds, and what its bounds are. */
final class Range {
    private Range() {}

    static void check(final String option, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw error(option, "" + value, "" + min, max == Integer.MAX_VALUE ? "" : "" + max);
        }
    }

    static void check(final String option, final ByteSize value, final long min, final long max) {
        if (value.bytes() < min || value.bytes() > max) {
            final String most = max == Long.MAX_VALUE ? "" : new ByteSize(max).toString();
            throw error(option, value.toString(), new ByteSize(min).toString(), most);
        }
    }

    static void check(final String option, final Duration value, final Duration min, final Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw error(option, Durations.format(value), Durations.format(min), Durations.format(max));
        }
    }

    private static UserError error(final String option, final String value, final String min, final String max) {
        return new UserError(
                option + " must be " + min + (max.isEmpty() ? " or more" : " to " + max) + ", not " + value);
    }
}
