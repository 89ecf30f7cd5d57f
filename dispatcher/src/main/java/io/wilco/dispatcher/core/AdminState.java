package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Wish;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an operator wants of a worker. */
public enum AdminState {
    /** It gets requests, if it is well. */
    READY,
    /** It gets no new ones, and finishes those it has. */
    DRAIN,
    /** It gets no new ones; of those it has, what may be executed twice goes to others. */
    MAINT;

    private static final AdminState[] VALUES = values();

    /** As it is agreed on: {@link Wish#READY}, or a number of its own. */
    int code() {
        return switch (this) {
            case READY -> Wish.READY;
            case DRAIN -> 1;
            case MAINT -> 2;
        };
    }

    /** The one of that code; of a later version's, the one that does the least harm. */
    static AdminState ofCode(final int code) {
        return code >= 0 && code < VALUES.length ? VALUES[code] : DRAIN;
    }

    /** What people write for each. */
    public static final List<String> NAMES =
            Arrays.stream(values()).map(AdminState::text).toList();

    /** What people write for it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that people write so; empty if there is none. */
    public static Optional<AdminState> ofText(final String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }
}
