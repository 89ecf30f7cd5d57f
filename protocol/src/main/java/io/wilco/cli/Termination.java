package io.wilco.cli;

import java.util.function.IntSupplier;

/**
 * What a command does when the process is asked to end (SIGTERM, or SIGINT by Ctrl-C): an orderly end of its own, with
 * an exit code of its own instead of the JVM's 143 or 130. Closed by the command when it ends by itself.
 */
public final class Termination implements AutoCloseable {
    private final Thread hook;

    private Termination(final Thread hook) {
        this.hook = hook;
    }

    /**
     * Registers what to do; once for each command.
     *
     * @param action runs on a thread of its own when the signal comes; returns the exit code
     */
    public static Termination onSignal(final IntSupplier action) {
        final Thread hook = new Thread(
                () -> {
                    int code = UserError.RUN_FAILED;
                    try {
                        code = action.getAsInt();
                    } finally {
                        System.out.flush();
                        System.err.flush();
                        // The only way out of a shutdown that sets the exit code.
                        Runtime.getRuntime().halt(code);
                    }
                },
                "wilco-termination");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Termination(hook);
    }

    /** The command ends by itself: signals no longer matter. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // The signal came first; the hook ends the process.
            return;
        }
    }
}
