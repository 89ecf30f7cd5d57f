package io.wilco.dispatcher.core;

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
