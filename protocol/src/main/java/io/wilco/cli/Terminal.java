package io.wilco.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person is watching. Java itself tells this only for stdin and stdout together. */
public final class Terminal {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Terminal() {}

    /** Whether stdout goes to a terminal; false if that cannot be found out. */
    public static boolean isStdout() {
        return isTerminal(STDOUT);
    }

    /** Whether stderr goes to a terminal; false if that cannot be found out. */
    public static boolean isStderr() {
        return isTerminal(STDERR);
    }

    private static boolean isTerminal(final int descriptor) {
        final Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            final String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException e) {
            // No such file system: not Linux.
            return false;
        }
    }
}
