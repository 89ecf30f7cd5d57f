package io.wilco.loadgen.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Which keys the requests have: a distribution over the numbers from 0, the first ones the most frequent. */
public sealed interface Keys {
    /** Most keys of a distribution that needs a table. */
    int ZIPF_MAX = 1_000_000;

    /** The next sample, 0 to {@link #count} - 1. */
    int sample(RandomGenerator random);

    /** How many there are. */
    int count();

    /** Each as often as any other. */
    record Uniform(int count) implements Keys {
        @Override
        public int sample(final RandomGenerator random) {
            return random.nextInt(count);
        }
    }

    /** The one of rank r as often as 1 / r^s says (Zipf's law). */
    final class Zipf implements Keys {
        private final double[] cumulative;

        /** @param exponent s, 0 or more */
        Zipf(final int count, final double exponent) {
            cumulative = new double[count];
            double sum = 0;
            for (int rank = 1; rank <= count; rank++) {
                sum += Math.pow(rank, -exponent);
                cumulative[rank - 1] = sum;
            }
        }

        @Override
        public int sample(final RandomGenerator random) {
            final double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
            final int found = Arrays.binarySearch(cumulative, drawn);
            return Math.min(found < 0 ? -found - 1 : found + 1, cumulative.length - 1);
        }

        @Override
        public int count() {
            return cumulative.length;
        }
    }

    /**
     * Reads {@code uniform:N} or {@code zipf:N:S}.
     *
     * @throws IllegalArgumentException with a message fit for the user
     */
    static Keys parse(final String text) {
        final String[] parts = text.split(":", -1);
        try {
            if (parts.length == 2 && parts[0].equals("uniform")) {
                return new Uniform(count(text, parts[1], Integer.MAX_VALUE));
            }
            if (parts.length == 3 && parts[0].equals("zipf")) {
                final double exponent = Double.parseDouble(parts[2]);
                if (!(exponent >= 0 && exponent <= 10)) {
                    throw malformed(text, "S is 0 to 10; ");
                }
                return new Zipf(count(text, parts[1], ZIPF_MAX), exponent);
            }
        } catch (final NumberFormatException e) {
            throw malformed(text, "that is no number; ");
        }
        throw malformed(text, "");
    }

    private static int count(final String text, final String number, final int most) {
        final int count = Integer.parseInt(number);
        if (count < 1 || count > most) {
            throw malformed(text, "N is 1 to " + most + "; ");
        }
        return count;
    }

    private static IllegalArgumentException malformed(final String text, final String why) {
        return new IllegalArgumentException("'" + text + "' is no distribution of keys: " + why
                + "write uniform:1000 (of 1,000 keys each as often), or zipf:1000:1.1 (the first the most often)");
    }
}
