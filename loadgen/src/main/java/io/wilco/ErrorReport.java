package io.wilco;

import io.wilco.cli.Suggestion;
import io.wilco.cli.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command throws into one line on stderr and an exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final boolean debug;

    /** @param debug whether the stack trace of an unexpected exception is printed */
    ErrorReport(final boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(final ParameterException e, final String[] args) {
        final CommandLine command = e.getCommandLine();
        final String name = command.getCommandSpec().qualifiedName();
        final String what = whatIsWrong(e, args);
        line(command, name + ": " + what + (what.endsWith("?") ? " See '" : "; see '") + name + " --help'");
        return UserError.BAD_USAGE;
    }

    private static String whatIsWrong(final ParameterException e, final String[] args) {
        final CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(spec, unmatched.getUnmatched().get(0));
        }
        if (e.getValue() != null && String.valueOf(e.getMessage()).startsWith("Unknown subcommand")) {
            // From 'help', which words it in its own way.
            return unmatched(spec, e.getValue());
        }
        // An option that is missing may be there, misspelled: picocli tells of what is missing first.
        final Optional<String> unknown =
                e instanceof MissingParameterException ? unknownOption(spec, args) : Optional.empty();
        return unknown.map(option -> unmatched(spec, option)).orElseGet(() -> lowerCaseFirst(oneLine(e.getMessage())));
    }

    private static Optional<String> unknownOption(final CommandSpec spec, final String[] args) {
        return Arrays.stream(args)
                .filter(argument -> argument.startsWith("--") && argument.length() > 2)
                .filter(argument -> spec.findOption(optionName(argument)) == null)
                .findFirst();
    }

    private static String optionName(final String argument) {
        return argument.replaceFirst("=.*", "");
    }

    @Override
    public int handleExecutionException(
            final Exception e, final CommandLine command, final ParseResult ignoredParseResult) {
        if (e instanceof UserError mistake) {
            line(command, command.getCommandSpec().qualifiedName() + ": " + oneLine(mistake.getMessage()));
            return mistake.exitCode();
        }
        return unexpected(e, command);
    }

    /** Reports a defect of Wilco's, or a failure that nobody foresaw. Returns the exit code. */
    int unexpected(final Throwable e, final CommandLine command) {
        final String name = command.getCommandSpec().qualifiedName();
        final String hint = debug ? "" : " (the stack trace: WILCO_DEBUG=1)";
        line(command, name + ": unexpected " + oneLine(e.toString()) + hint);
        if (debug) {
            e.printStackTrace(command.getErr());
            command.getErr().flush();
        }
        return UserError.RUN_FAILED;
    }

    private static String unmatched(final CommandSpec spec, final String argument) {
        final boolean isOption = argument.startsWith("-") && argument.length() > 1;
        final List<String> known = new ArrayList<>();
        final String what;
        if (isOption) {
            spec.options().forEach(option -> known.addAll(List.of(option.names())));
            what = "unknown option";
        } else if (!spec.subcommands().isEmpty()) {
            known.addAll(spec.subcommands().keySet());
            what = "unknown subcommand";
        } else {
            what = "unexpected argument";
        }
        final String written = isOption ? optionName(argument) : argument;
        final Optional<String> meant = Suggestion.closest(written, known);
        return what + " '" + written + "'"
                + meant.map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static String oneLine(final @Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String lowerCaseFirst(final String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static void line(final CommandLine command, final String text) {
        command.getErr().println(text);
        command.getErr().flush();
    }
}
