package io.wilco.dispatcher.cli;

import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A Java properties file, UTF-8, whose keys are the names of options; remembers where each stands. */
final class ConfigFile {
    /** Far beyond what a person writes. */
    private static final long BYTES_MAX = 1 << 20;

    /** @param where {@code FILE:LINE} */
    record Entry(String key, String value, String where) {}

    private ConfigFile() {}

    /** @throws UserError if it cannot be read, or says something twice */
    static List<Entry> read(final Path path) {
        final List<Entry> entries = new ArrayList<>();
        final Map<String, String> seen = new HashMap<>();
        final List<String> lines = lines(path);
        for (int i = 0; i < lines.size(); i++) {
            final String where = path + ":" + (i + 1);
            final StringBuilder logical = new StringBuilder(lines.get(i));
            while (isContinued(logical) && i + 1 < lines.size()) {
                logical.append('\n').append(lines.get(++i));
            }
            final Properties one = parse(logical, where);
            for (final String key : one.stringPropertyNames()) {
                final String before = seen.put(key, where);
                if (before != null) {
                    throw new UserError(where + ": '" + key + "' stands in " + before + " already; remove one");
                }
                entries.add(new Entry(key, one.getProperty(key).strip(), where));
            }
        }
        return entries;
    }

    private static List<String> lines(final Path path) {
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new UserError("--config: '" + path + "' is too large for a file of settings");
            }
            return Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (final NoSuchFileException e) {
            throw new UserError("--config: there is no file '" + path + "'");
        } catch (final MalformedInputException e) {
            throw new UserError("--config: '" + path + "' is not UTF-8 text");
        } catch (final IOException e) {
            throw new UserError("--config: cannot read '" + path + "': " + e.getMessage());
        }
    }

    /** Whether an odd number of backslashes ends a line that is no comment. */
    private static boolean isContinued(final CharSequence line) {
        final String text = line.toString();
        final String start = text.stripLeading();
        if (start.startsWith("#") || start.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Properties parse(final CharSequence logical, final String where) {
        final Properties one = new Properties();
        try {
            one.load(new StringReader(logical.toString()));
        } catch (final IOException | IllegalArgumentException e) {
            throw new UserError(where + ": " + e.getMessage());
        }
        return one;
    }
}
