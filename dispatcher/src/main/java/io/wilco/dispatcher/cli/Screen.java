package io.wilco.dispatcher.cli;

import java.io.PrintWriter;

/** Shows one text in the place of the one before; without a terminal, one below the other. */
final class Screen {
    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintWriter out;
    private final boolean isTerminal;
    private boolean isFirst = true;

    Screen(final PrintWriter out, final boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** @param text whole lines */
    void show(final String text) {
        if (isTerminal) {
            // Overwritten rather than cleared first, so that it does not flicker.
            out.print((isFirst ? CLEAR : "") + HOME + text.replace("\n", CLEAR_LINE + "\n") + CLEAR_BELOW);
        } else {
            out.print((isFirst ? "" : "\n") + text);
        }
        out.flush();
        isFirst = false;
    }
}
