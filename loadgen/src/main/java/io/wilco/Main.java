package io.wilco;

import io.wilco.cli.Subcommand;
import io.wilco.cli.convert.Converters;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * The entry point of {@code wilco}: every {@link Subcommand} that a module registers becomes a subcommand.
 *
 * <p>Exit codes: 0 fine, 1 the run failed, 2 bad usage; see {@link io.wilco.cli.UserError}.
 */
public final class Main {

    private static final int HELP_WIDTH = 100;

    private Main() {}

    /**
     * Runs one subcommand and exits with its code.
     *
     * @param args what the user wrote after {@code wilco}
     */
    public static void main(final String[] args) {
        final List<Subcommand> subcommands = new ArrayList<>();
        ServiceLoader.load(Subcommand.class).forEach(subcommands::add);
        final boolean debug = "1".equals(System.getenv("WILCO_DEBUG"));
        System.exit(run(subcommands, debug, utf8(System.out), utf8(System.err), args));
    }

    /**
     * Runs one of the given subcommands.
     *
     * @param subcommands picocli commands, in any order
     * @param debug whether an unexpected exception is reported with its stack trace
     * @param out where help and versions go
     * @param err where errors go
     * @param args what the user wrote after {@code wilco}
     * @return the exit code
     */
    static int run(
            final Iterable<? extends Subcommand> subcommands,
            final boolean debug,
            final PrintWriter out,
            final PrintWriter err,
            final String... args) {
        final ErrorReport errors = new ErrorReport(debug);
        final CommandLine wilco = commandLine(subcommands)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        try {
            return wilco.execute(args);
        } catch (final StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
            return errors.unexpected(e, wilco);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static CommandLine commandLine(final Iterable<? extends Subcommand> subcommands) {
        final CommandLine wilco = new CommandLine(new WilcoCommand());
        final List<Entry> entries = new ArrayList<>();
        for (final Subcommand subcommand : subcommands) {
            entries.add(new Entry(subcommand.order(), withHelp(new CommandLine(subcommand))));
        }
        entries.sort(Comparator.comparingInt(Entry::order).thenComparing(Entry::name));
        for (final Entry entry : entries) {
            wilco.addSubcommand(entry.commandLine());
        }
        wilco.addSubcommand(new HelpCommand());
        // Settings reach the subcommands that are there already, so these come last.
        return Converters.addTo(wilco)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setExpandAtFiles(false)
                .setAbbreviatedOptionsAllowed(false);
    }

    private static CommandLine withHelp(final CommandLine command) {
        if (!command.getCommandSpec().mixinStandardHelpOptions()) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        command.getCommandSpec().versionProvider(new WilcoCommand.Version());
        command.getSubcommands().values().forEach(Main::withHelp);
        return command;
    }

    private static PrintWriter utf8(final PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private record Entry(int order, CommandLine commandLine) {
        String name() {
            return commandLine.getCommandName();
        }
    }
}
