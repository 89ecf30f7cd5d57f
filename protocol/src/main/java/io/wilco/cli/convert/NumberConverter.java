package io.wilco.cli.convert;

import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers, and says what is wrong in a user's words: picocli's own converters name the types of Java. */
final class NumberConverter<T extends Number> implements ITypeConverter<T> {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    private final Pattern form;
    private final String what;
    private final Function<String, T> parser;

    private NumberConverter(final Pattern form, final String what, final Function<String, T> parser) {
        this.form = form;
        this.what = what;
        this.parser = parser;
    }

    static NumberConverter<Integer> ofInts() {
        return new NumberConverter<>(WHOLE, "a whole number", Integer::valueOf);
    }

    static NumberConverter<Long> ofLongs() {
        return new NumberConverter<>(WHOLE, "a whole number", Long::valueOf);
    }

    static NumberConverter<Double> ofDoubles() {
        return new NumberConverter<>(DECIMAL, "a number", Double::valueOf);
    }

    @Override
    public T convert(final String value) {
        final String text = value.strip();
        if (!form.matcher(text).matches()) {
            throw new TypeConversionException("'" + value + "' is not " + what);
        }
        try {
            return parser.apply(text);
        } catch (final NumberFormatException e) {
            // Of the right form, so there are too many digits.
            throw new TypeConversionException("'" + value + "' is too " + (text.startsWith("-") ? "small" : "large"));
        }
    }
}
