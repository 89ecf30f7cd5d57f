package io.wilco.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known of where output goes. */
public final class Terminal {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final Size SIZE_DEFAULT = new Size(24, 80);
    private static final Pattern SIZE_FORM = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})");
    private static final long STTY_TIMEOUT_S = 2;
    private static final char ESCAPE = '\u001b';

    private Terminal() {}

    /** Whether a person watches: stdin and stdout are a terminal that can be drawn on. */
    @SuppressWarnings("SystemConsoleNull") // null before JDK 22; asked further since
    public static boolean isInteractive() {
        final Console console = System.console();
        final String term = System.getenv("TERM");
        return console != null && isTerminal(console) && term != null && !term.equals("dumb");
    }

    /**
     * What fits into a terminal.
     *
     * @param rows 1 or more
     * @param columns 1 or more
     */
    public record Size(int rows, int columns) {}

    /**
     * The size of the terminal that stdin is; a guess if it cannot be found out. Starts a process to ask a terminal.
     */
    public static Size size() {
        return size(isInteractive() ? stty() : "", System.getenv("COLUMNS"));
    }

    /**
     * @param stty what {@code stty size} said
     * @param columns the environment's {@code COLUMNS}, which shells seldom export
     */
    static Size size(final String stty, final @Nullable String columns) {
        final Matcher said = SIZE_FORM.matcher(stty.strip());
        if (said.matches()) {
            return new Size(Integer.parseInt(said.group(1)), Integer.parseInt(said.group(2)));
        }
        return columns != null && columns.matches("[1-9]\\d{0,4}")
                ? new Size(SIZE_DEFAULT.rows, Integer.parseInt(columns))
                : SIZE_DEFAULT;
    }

    /** Java itself does not tell. */
    private static String stty() {
        try {
            final Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // So few bytes fit into the pipe: it can end before they are read.
            if (!stty.waitFor(STTY_TIMEOUT_S, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (final IOException e) {
            return "";
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /**
     * The start of a line, as much as a terminal shows without wrapping it.
     *
     * @param line its colours are kept, so that none is left on
     * @param columns how many characters may be seen
     * @return the line itself, if it fits
     */
    public static String cut(final String line, final int columns) {
        final StringBuilder shown = new StringBuilder();
        int seen = 0;
        int i = 0;
        while (i < line.length()) {
            final int end = endOfCharacter(line, i);
            final boolean isColour = line.charAt(i) == ESCAPE;
            if (isColour || seen < columns) {
                shown.append(line, i, end);
                seen += isColour ? 0 : 1;
            }
            i = end;
        }
        return shown.toString();
    }

    private static int endOfCharacter(final String line, final int start) {
        if (line.charAt(start) == ESCAPE) {
            final int last = line.indexOf('m', start);
            return last < 0 ? line.length() : last + 1;
        }
        return line.offsetByCodePoints(start, 1);
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
