package io.wilco.dispatcher.cli;

import io.wilco.cli.Range;
import io.wilco.cli.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes as users write it: {@code 4096}, {@code 64k}, {@code 512m}, {@code 2g}; units of 1,024.
 *
 * @param bytes 0 or more
 */
record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})([kKmMgG]?)");
    private static final String UNITS = "kmg";

    static ByteSize parse(final String text) {
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write 4096, 64k, 512m or 2g");
        }
        final String unit = matcher.group(2).toLowerCase(java.util.Locale.ROOT);
        final int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
        final long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("'" + text + "' is too large");
        }
        return new ByteSize(number << shift);
    }

    /**
     * @param max {@link Long#MAX_VALUE} if there is none worth naming
     * @throws UserError naming the option, if this is out of bounds
     */
    void check(final String option, final long min, final long max) {
        if (bytes < min || bytes > max) {
            final String most = max == Long.MAX_VALUE ? "" : new ByteSize(max).toString();
            throw Range.error(option, toString(), new ByteSize(min).toString(), most);
        }
    }

    /** The largest unit that loses nothing. */
    @Override
    public String toString() {
        int power = 0;
        long number = bytes;
        while (power < UNITS.length() && number != 0 && number % 1_024 == 0) {
            number /= 1_024;
            power++;
        }
        return number + (power == 0 ? "" : UNITS.substring(power - 1, power));
    }

    /** Reads options. */
    static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(final String value) {
            try {
                return parse(value);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
