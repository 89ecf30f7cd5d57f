package io.wilco.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of where output goes. */
public final class Terminal {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Terminal() {}

    /** Whether a person watches: stdin and stdout are a terminal that can be drawn on. */
    @SuppressWarnings("SystemConsoleNull") // null before JDK 22; asked further since
    public static boolean isInteractive() {
        final Console console = System.console();
        final String term = System.getenv("TERM");
        return console != null && isTerminal(console) && term != null && !term.equals("dumb");
    }

    /** Whether colours are welcome there; see no-color.org. */
    public static boolean isColoured() {
        return isInteractive() && System.getenv("NO_COLOR") == null;
    }

    /** Whether stdout alone goes to a terminal; false if that cannot be found out. */
    public static boolean isStdout() {
        return isTerminal(STDOUT);
    }

    /** Whether stderr alone goes to a terminal; false if that cannot be found out. */
    public static boolean isStderr() {
        return isTerminal(STDERR);
    }

    /** Java itself tells only of stdin and stdout together. */
    private static boolean isTerminal(final int descriptor) {
        try {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException e) {
            // No such file system: not Linux.
            return false;
        }
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
