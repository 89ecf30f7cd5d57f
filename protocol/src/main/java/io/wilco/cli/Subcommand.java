package io.wilco.cli;

/**
 * Marks a class as a subcommand of {@code wilco}.
 *
 * <p>An implementation is a public picocli {@code @Command} class with a public constructor without parameters, runs as
 * {@code Callable<Integer>} (the result is the exit code), and stands in its module's
 * {@code META-INF/services/io.wilco.cli.Subcommand}. Its name is the {@code name} of the annotation. A mistake of the
 * user's is thrown as {@link UserError}.
 */
public interface Subcommand {

    /**
     * The place in the list of subcommands that {@code wilco --help} prints.
     *
     * @return lower comes first; those of the same order are sorted by name
     */
    default int order() {
        return 100;
    }
}
