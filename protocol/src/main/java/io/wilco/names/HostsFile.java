package io.wilco.names;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The file of names that need no name server: lines of an address and its names. Read at each question, for it is small
 * and is asked rarely; so a change is seen, and nothing is kept.
 */
final class HostsFile {
    private static final int BYTES_MAX = 1 << 20;

    private final Path path;

    HostsFile(final Path path) {
        this.path = path;
    }

    static Path systemPath() {
        final String windows = System.getenv("SystemRoot");
        return windows != null && System.getProperty("os.name", "").startsWith("Windows")
                ? Path.of(windows, "System32", "drivers", "etc", "hosts")
                : Path.of("/etc/hosts");
    }

    /**
     * All addresses of a name, in the order of the file; where it has none, {@code localhost} has those of RFC 6761.
     *
     * @param name case does not matter, nor does a final dot
     * @return none if the name is not there, or there is no such file
     */
    List<InetAddress> addresses(final String name) {
        final String wanted = plain(name);
        final List<InetAddress> found = new ArrayList<>();
        text().lines().forEach(line -> addMatch(line, wanted, found));
        if (found.isEmpty() && (wanted.equals("localhost") || wanted.endsWith(".localhost"))) {
            addLiteral("127.0.0.1", found);
            addLiteral("::1", found);
        }
        return found;
    }

    private String text() {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            return "";
        }
    }

    private static void addMatch(final String line, final String wanted, final List<InetAddress> found) {
        final int comment = line.indexOf('#');
        final String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
        for (int i = 1; i < words.length; i++) {
            if (plain(words[i]).equals(wanted)) {
                addLiteral(words[0], found);
                return;
            }
        }
    }

    private static void addLiteral(final String text, final List<InetAddress> found) {
        if (!HostText.isLiteral(text)) {
            return;
        }
        try {
            found.add(InetAddress.getByName(text));
        } catch (final UnknownHostException e) {
            // A line that is no good, as one with a zone of an interface that is not there.
            return;
        }
    }

    private static String plain(final String name) {
        final String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
