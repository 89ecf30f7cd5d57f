package io.wilco.cli;

/**
 * Something the user can mend: ends the process with one line on stderr and no stack trace.
 *
 * <p>The message names the option or file, and the mend. It is printed after {@code wilco SUBCOMMAND: }, so it starts
 * in lower case and has no full stop.
 */
public final class UserError extends RuntimeException {

    /** The exit code of a run that did not keep what it promises, a request lost, say. */
    public static final int RUN_FAILED = 1;

    /** The exit code of bad usage. */
    public static final int BAD_USAGE = 2;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * Bad usage: exit code {@value #BAD_USAGE}.
     *
     * @param message one line, as described above
     */
    public UserError(final String message) {
        this(message, BAD_USAGE);
    }

    /**
     * @param message one line, as described above
     * @param exitCode 1 to 125; higher ones mean other things to a shell
     */
    public UserError(final String message, final int exitCode) {
        super(message);
        if (exitCode < 1 || exitCode > 125) {
            throw new IllegalArgumentException("exit code " + exitCode + " is not in 1..125");
        }
        this.exitCode = exitCode;
    }

    /**
     * What the process exits with.
     *
     * @return 1 to 125
     */
    public int exitCode() {
        return exitCode;
    }
}
