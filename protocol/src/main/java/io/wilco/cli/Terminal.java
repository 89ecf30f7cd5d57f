package io.wilco.cli;

import java.io.Console;

/** What is known of where output goes. */
public final class Terminal {
    private Terminal() {}

    /** Whether a person watches: stdin and stdout are a terminal that can be drawn on. */
    public static boolean isInteractive() {
        final Console console = System.console();
        final String term = System.getenv("TERM");
        return console != null && isTerminal(console) && term != null && !term.equals("dumb");
    }

    /** Whether colours are welcome there; see no-color.org. */
    public static boolean isColoured() {
        return isInteractive() && System.getenv("NO_COLOR") == null;
    }

    /** Since JDK 22 there is a console even where there is no terminal, and a method that tells. */
    private static boolean isTerminal(final Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (final NoSuchMethodException e) {
            return true;
        } catch (final ReflectiveOperationException e) {
            return false;
        }
    }
}
