package io.wilco.loadgen.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A child process whose output is read as it comes: a line can be waited for, shown, and looked at afterwards. Any
 * thread may use it.
 */
public final class ChildProcess implements AutoCloseable {
    /** Lines remembered of each of stdout and stderr; older ones are forgotten. */
    public static final int LINES_MAX = 1_000;

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final long READERS_WAIT_MS = 2_000;

    /** Whoever closes its stdout is probably ending. */
    private static final long EXIT_WAIT_MS = 100;

    private static final int TOLD_LINES_MAX = 3;

    private final String name;
    private final Process process;
    private final Consumer<String> onLine;
    private final Lines out;
    private final Lines err;

    /** One stream of the child, read by a thread of its own. */
    private final class Lines {
        private final ArrayDeque<String> lines = new ArrayDeque<>();
        private final Thread reader;
        private long forgotten;
        private boolean isEnded;

        Lines(final InputStream stream, final String streamName) {
            reader = new Thread(() -> read(stream), name + "-" + streamName);
            reader.setDaemon(true);
        }

        private void read(final InputStream stream) {
            try (BufferedReader lineReader =
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lineReader.readLine(); line != null; line = lineReader.readLine()) {
                    add(line);
                    onLine.accept(line);
                }
            } catch (final IOException e) {
                // The child was killed while it wrote.
                add("");
            } finally {
                end();
            }
        }

        private synchronized void add(final String line) {
            if (lines.size() == LINES_MAX) {
                lines.remove();
                forgotten++;
            }
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            isEnded = true;
            notifyAll();
        }

        synchronized List<String> all() {
            return new ArrayList<>(lines);
        }

        /** The first match in what was or will be written; null when the stream ended, or at the deadline, without. */
        synchronized @Nullable Matcher await(final Pattern pattern, final long deadlineNs) throws InterruptedException {
            long seen = 0;
            while (true) {
                long number = forgotten;
                for (final String line : lines) {
                    final Matcher matcher = pattern.matcher(line);
                    if (number >= seen && matcher.find()) {
                        return matcher;
                    }
                    number++;
                }
                seen = number;
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (isEnded || leftMs <= 0) {
                    return null;
                }
                wait(leftMs);
            }
        }
    }

    private ChildProcess(final String name, final Process process, final Consumer<String> onLine) {
        this.name = name;
        this.process = process;
        this.onLine = onLine;
        out = new Lines(process.getInputStream(), "out");
        err = new Lines(process.getErrorStream(), "err");
    }

    /**
     * Starts a child with an empty stdin.
     *
     * @param name for messages
     * @param command the program and its arguments
     * @param onLine told of every line of stdout and stderr as it comes, on threads of their own
     * @throws IOException if the system does not start it
     */
    public static ChildProcess start(final String name, final List<String> command, final Consumer<String> onLine)
            throws IOException {
        final Process process = new ProcessBuilder(command).start();
        final ChildProcess child = new ChildProcess(name, process, onLine);
        child.out.reader.start();
        child.err.reader.start();
        try {
            process.getOutputStream().close();
        } catch (final IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(e);
        }
        return child;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The last lines of stdout, oldest first. */
    public List<String> out() {
        return out.all();
    }

    /** The last lines of stderr, oldest first. */
    public List<String> err() {
        return err.all();
    }

    /**
     * Waits for a line of stdout in which the pattern is found; one that came before counts too.
     *
     * @return the first match
     * @throws IOException if the child ends, or the time is over, without one; the message says which, in one line
     */
    public Matcher awaitLine(final Pattern pattern, final Duration timeout) throws IOException, InterruptedException {
        final Matcher matcher = out.await(pattern, System.nanoTime() + timeout.toNanos());
        if (matcher != null) {
            return matcher;
        }
        if (process.waitFor(EXIT_WAIT_MS, TimeUnit.MILLISECONDS)) {
            awaitReaders();
            throw new IOException(name + " ended with exit code " + process.exitValue() + words());
        }
        throw new IOException(
                name + " did not say '" + pattern.pattern() + "' within " + timeout.toSeconds() + " s" + words());
    }

    /** What the child said last, for a message. */
    private String words() {
        final List<String> said = err().isEmpty() ? out() : err();
        final int from = Math.max(0, said.size() - TOLD_LINES_MAX);
        final String text = String.join(" | ", said.subList(from, said.size())).strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    /**
     * Waits until it ends by itself and all it wrote was read.
     *
     * @return the exit code
     * @throws IOException if the time is over first
     */
    public int awaitExit(final Duration timeout) throws IOException, InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(name + " did not end within " + timeout.toSeconds() + " s" + words());
        }
        awaitReaders();
        return process.exitValue();
    }

    /** Until all that it wrote before it ended was read. */
    private void awaitReaders() throws InterruptedException {
        out.reader.join(READERS_WAIT_MS);
        err.reader.join(READERS_WAIT_MS);
    }

    /** Asks it to end: SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once: SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Asks it to end, waits 5 s at the most, then kills it. */
    @Override
    public void close() {
        terminate();
        try {
            if (process.waitFor(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }
}
