package io.wilco.loadgen.cli;

import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file that an option names for results; none was named if it is null. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Looks, before the run rather than after it, whether it can be written.
     *
     * @throws UserError if not
     */
    public static void check(final String option, final @Nullable Path file) {
        if (file == null) {
            return;
        }
        final Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new UserError(option + ": cannot write " + file + ": it is a folder; name a file");
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UserError(option + ": cannot write " + file + ": there is no folder " + folder + "; make it");
        }
        if (Files.exists(file) ? !Files.isWritable(file) : folder != null && !Files.isWritable(folder)) {
            throw new UserError(option + ": cannot write " + file + ": no permission; name another file");
        }
    }

    /** Writes it anew. */
    public static void write(final String option, final @Nullable Path file, final Consumer<PrintStream> content) {
        if (file == null) {
            return;
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            content.accept(out);
        } catch (final IOException e) {
            throw new UserError(
                    option + ": cannot write " + file + ": " + e.getMessage() + "; name another file",
                    UserError.RUN_FAILED);
        }
    }
}
