package io.wilco.dispatcher.cli;

import io.wilco.cli.UserError;
import io.wilco.cli.convert.Converters;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands as {@code wilco} does. */
final class Commands {
    private Commands() {}

    /** What became of a run. */
    record Result(int code, String out, String err) {}

    static CommandLine commandLine(final Object command) {
        return Converters.addTo(new CommandLine(command))
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, args) -> {
                    e.getCommandLine().getErr().println(e.getMessage());
                    return UserError.BAD_USAGE;
                })
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (!(e instanceof UserError mistake)) {
                        throw e;
                    }
                    commandLine.getErr().println(mistake.getMessage());
                    return mistake.exitCode();
                });
    }

    static Result run(final Object command, final String... args) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final int code = commandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Result(code, out.toString(), err.toString());
    }
}
