package io.wilco.dispatcher.cli;

import io.wilco.dispatcher.core.AdminState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what is wanted of a worker. */
final class AdminStateConverter implements ITypeConverter<AdminState> {
    @Override
    public AdminState convert(final String value) {
        return AdminState.ofText(value)
                .orElseThrow(() -> new TypeConversionException(
                        "there is no state '" + value + "'; there are " + String.join(", ", AdminState.NAMES)));
    }
}
