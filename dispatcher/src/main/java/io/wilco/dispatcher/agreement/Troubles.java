package io.wilco.dispatcher.agreement;

import io.aeron.archive.client.ArchiveException;
import io.aeron.exceptions.AeronException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/** What Aeron reports, in words, and what of it a member cannot go on after. Any thread. */
final class Troubles implements ErrorHandler {
    private static final long RECENT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int WORDS_MAX = 300;
    private static final int CAUSES_MAX = 16;

    /** Said by this member's own archive, after it has fetched what the leader has of the log. */
    private static final Pattern LOG_TOO_SHORT =
            Pattern.compile("response for correlationId=.* is less than recording start position=");

    private static final String LOG_TOO_SHORT_WORDS = "the others no longer have the part of the log that this member"
            + " lacks; end one of them in good order, and put copies of its directories 'archive' and 'cluster' in the"
            + " place of this member's";

    private record Trouble(String words, long atNs) {}

    private final Gate gate;
    private final AtomicReference<@Nullable String> fatal = new AtomicReference<>();
    private volatile @Nullable Trouble last;
    private volatile boolean hasEnded;

    /** @param gate once it is closed, what ends is meant to end */
    Troubles(final Gate gate) {
        this.gate = gate;
    }

    @Override
    public void onError(final Throwable error) {
        if (gate.isClosing() || isMild(error)) {
            return;
        }
        final Trouble before = last;
        final String words = words(error);
        last = new Trouble(words, System.nanoTime());
        if (isFatal(error)) {
            // "Terminated" tells less than what led to it.
            onFatal(
                    error.getCause() == null && error instanceof AgentTerminationException && before != null
                            ? before.words()
                            : words);
        }
    }

    /** A part of the member ends by itself; what it died of may be reported before or after. */
    void onEnd() {
        hasEnded = true;
    }

    /** The member cannot be launched, or run any more. */
    void onEnd(final Throwable error) {
        final Trouble before = last;
        onFatal(before == null ? words(error) : before.words());
    }

    /** The first reason counts. */
    private void onFatal(final String words) {
        fatal.compareAndSet(null, words);
    }

    /** Whether the member cannot go on. */
    boolean isFatal() {
        return hasEnded || fatal.get() != null;
    }

    /** Why the member has ended. */
    String why() {
        final String reason = fatal.get();
        final Trouble trouble = last;
        if (reason != null) {
            return reason;
        }
        return trouble == null ? "a part of it ended by itself" : trouble.words();
    }

    /** The last thing reported, if that is only a few seconds ago. */
    @Nullable
    String recent(final long nowNs) {
        final Trouble trouble = last;
        return trouble == null || nowNs - trouble.atNs() > RECENT_NS ? null : trouble.words();
    }

    /** Elections and the like: seen in the counters. */
    private static boolean isMild(final Throwable error) {
        return error instanceof AeronException aeron && aeron.category() == AeronException.Category.WARN;
    }

    private static boolean isFatal(final Throwable error) {
        Throwable cause = error;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (cause instanceof AgentTerminationException
                    || cause instanceof Error
                    || (cause instanceof ArchiveException archive && isFatal(archive))
                    || (cause instanceof IOException && isOfDisk(String.valueOf(cause.getMessage())))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isFatal(final ArchiveException error) {
        final String message = String.valueOf(error.getMessage());
        return error.errorCode() == ArchiveException.STORAGE_SPACE
                || message.contains("checksum mismatch")
                || LOG_TOO_SHORT.matcher(message).find()
                || isOfDisk(message);
    }

    /** Sockets raise IOExceptions too, and those pass. */
    private static boolean isOfDisk(final String message) {
        return message.contains("No space left")
                || message.contains("Input/output error")
                || message.contains("Read-only file system")
                || message.contains("Disk quota exceeded");
    }

    /** One line, from the innermost cause that says something. */
    static String words(final Throwable error) {
        String words = "";
        Throwable cause = error;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            final String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                words = message;
            }
            cause = cause.getCause();
        }
        if (words.isEmpty()) {
            words = error.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
        if (error instanceof InternalError && words.contains("unsafe memory access")) {
            // What the JVM makes of SIGBUS.
            return "a file could not be written: the disk of the state directory, or /dev/shm, is full or broken";
        }
        if (LOG_TOO_SHORT.matcher(words).find()) {
            return LOG_TOO_SHORT_WORDS;
        }
        final String line = words.replaceFirst("^(ERROR|FATAL|WARN) - ", "")
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() > WORDS_MAX ? line.substring(0, WORDS_MAX) + "…" : line;
    }
}
