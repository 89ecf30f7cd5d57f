package io.wilco.loadgen.load;

import io.wilco.cli.Durations;
import java.util.random.RandomGenerator;

/** How long the {@code synthetic} handler is asked to take: a distribution. Times are in nanoseconds. */
public sealed interface ServiceTimes {
    /** Longest service time asked for: an hour. */
    long MAX_NS = 3_600_000_000_000L;

    /** The next sample, 0 to {@link #MAX_NS}. */
    long sampleNs(RandomGenerator random);

    /** The mean of the distribution. */
    double meanNs();

    /** Always the same. */
    record Fixed(long timeNs) implements ServiceTimes {
        @Override
        public long sampleNs(final RandomGenerator random) {
            return timeNs;
        }

        @Override
        public double meanNs() {
            return timeNs;
        }
    }

    /** Exponential with that mean. */
    record Exponential(long averageNs) implements ServiceTimes {
        @Override
        public long sampleNs(final RandomGenerator random) {
            return (long) Math.min(MAX_NS, random.nextExponential() * averageNs);
        }

        @Override
        public double meanNs() {
            return averageNs;
        }
    }

    /** One of two. */
    record Bimodal(long firstNs, long secondNs, double secondShare) implements ServiceTimes {
        @Override
        public long sampleNs(final RandomGenerator random) {
            return random.nextDouble() < secondShare ? secondNs : firstNs;
        }

        @Override
        public double meanNs() {
            return firstNs * (1 - secondShare) + secondNs * secondShare;
        }
    }

    /**
     * Reads {@code fixed:1ms}, {@code exp:1ms} or {@code bimodal:50us,500us,0.1}; the last number is the share, 0 to 1,
     * of the second time.
     *
     * @throws IllegalArgumentException with a message fit for the user
     */
    static ServiceTimes parse(final String text) {
        final int colon = text.indexOf(':');
        final String kind = colon < 0 ? text : text.substring(0, colon);
        final String[] values = text.substring(colon + 1).split(",", -1);
        final int valuesWanted = kind.equals("bimodal") ? 3 : 1;
        if (colon < 0 || values.length != valuesWanted) {
            throw malformed(text, "");
        }
        return switch (kind) {
            case "fixed" -> new Fixed(time(text, values[0]));
            case "exp" -> new Exponential(time(text, values[0]));
            case "bimodal" -> new Bimodal(time(text, values[0]), time(text, values[1]), share(text, values[2]));
            default -> throw malformed(text, "");
        };
    }

    private static long time(final String text, final String value) {
        final long timeNs;
        try {
            timeNs = Durations.parse(value.strip()).toNanos();
        } catch (final IllegalArgumentException e) {
            throw malformed(text, e.getMessage() + "; ");
        }
        if (timeNs > MAX_NS) {
            throw malformed(text, "an hour at the most; ");
        }
        return timeNs;
    }

    private static double share(final String text, final String value) {
        try {
            final double share = Double.parseDouble(value.strip());
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (final NumberFormatException e) {
            throw malformed(text, "'" + value + "' is not a share from 0 to 1; ");
        }
        throw malformed(text, "'" + value + "' is not a share from 0 to 1; ");
    }

    private static IllegalArgumentException malformed(final String text, final String why) {
        return new IllegalArgumentException("'" + text + "' is no distribution of service times: " + why
                + "write fixed:1ms, exp:1ms or bimodal:50us,500us,0.1 (a tenth takes 500us)");
    }
}
