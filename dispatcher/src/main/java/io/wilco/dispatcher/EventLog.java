package io.wilco.dispatcher;

import io.wilco.cli.Durations;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.wire.CloseReason;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to workers as lines with a time (UTC). The engine's thread only hands the lines over: a reader
 * that stalls cannot hold it up. A worker that comes and goes cannot flood the log: beyond {@value #BURST} lines, one
 * line every {@value #REFILL_MS} ms, and a count of those left out.
 */
public final class EventLog implements DispatcherListener, AutoCloseable {
    static final int BURST = 50;
    static final int REFILL_MS = 500;

    /** No line: makes the writer look around. */
    private static final String WAKE = "";

    private static final int LINES_MAX = 256;
    private static final long REFILL_NS = TimeUnit.MILLISECONDS.toNanos(REFILL_MS);
    private static final long CLOSE_MS_MAX = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final PrintWriter out;
    private final Clock clock;
    private final ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer;
    private volatile boolean isClosing;

    /** Of the engine's thread. */
    private long tokens = BURST;

    private long refilledNs = Long.MIN_VALUE;

    /**
     * Takes lines from now on, and writes them from {@link #start} on.
     *
     * @param out is flushed after each line
     */
    public EventLog(final PrintWriter out, final Clock clock) {
        this.out = out;
        this.clock = clock;
        writer = new Thread(this::run, "wilco-log");
        writer.setDaemon(true);
    }

    /** Starts to write, on a daemon thread of its own. */
    public void start() {
        writer.start();
    }

    /** Writes a line, whatever was written before. Any thread. */
    public void note(final String text) {
        final String line = TIME.format(clock.instant().truncatedTo(ChronoUnit.MILLIS)) + " " + text;
        if (!lines.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    @Override
    public void onWorkerUp(final String id, final InetSocketAddress address, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " up at " + Addresses.text(address));
        }
    }

    @Override
    public void onWorkerSuspect(final String id, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " suspect: it does not answer");
        }
    }

    @Override
    public void onWorkerRecovered(final String id, final long redispatched, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " answers again; requests given to others: " + redispatched);
        }
    }

    @Override
    public void onWorkerEjected(final String id, final double errorShare, final long forNs, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " out for " + Durations.format(Duration.ofNanos(forNs)) + ": "
                    + Math.round(100 * errorShare) + "% of its answers are errors, far more than of the others");
        }
    }

    @Override
    public void onWorkerTakenBack(final String id, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " gets requests again");
        }
    }

    @Override
    public void onWorkerDown(final String id, final CloseReason reason, final long redispatched, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("worker " + id + " down: " + text(reason) + "; requests given to others: " + redispatched);
        }
    }

    @Override
    public void onSource(final InetSocketAddress address, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("follows " + Addresses.text(address));
        }
    }

    @Override
    public void onSourceLost(final InetSocketAddress address, final String why, final long nowNs) {
        if (isAdmitted(nowNs)) {
            note("cannot follow " + Addresses.text(address) + ": " + why);
        }
    }

    private static String text(final CloseReason reason) {
        return switch (reason) {
            case NORMAL, SHUTDOWN -> "it said goodbye";
            case PROTOCOL_ERROR -> "it broke the protocol";
            case SUPERSEDED -> "another worker took its name";
            case RESET_BY_PEER -> "it no longer knows the link (restarted?)";
            case PEER_SILENT -> "silent for too long";
            case UNREACHABLE -> "nothing listens at its address any more";
            default -> reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    /** A token bucket, on the engine's clock. */
    private boolean isAdmitted(final long nowNs) {
        if (refilledNs == Long.MIN_VALUE) {
            refilledNs = nowNs;
        }
        final long refills = (nowNs - refilledNs) / REFILL_NS;
        refilledNs += refills * REFILL_NS;
        tokens = Math.min(BURST, tokens + refills);
        if (tokens == 0) {
            if (leftOut.getAndIncrement() == 0) {
                wake();
            }
            return false;
        }
        tokens--;
        return true;
    }

    private void wake() {
        // If it is full, the writer is awake.
        lines.offer(WAKE);
    }

    private void run() {
        try {
            while (!isClosing || !lines.isEmpty()) {
                // Waits for ever, unless lines were left out, of which it tells even if no other line comes.
                final String line = leftOut.get() == 0 ? lines.take() : lines.poll(REFILL_MS, TimeUnit.MILLISECONDS);
                if (!WAKE.equals(line)) {
                    write(line);
                }
            }
            write(null);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(final @Nullable String line) {
        if (line != null) {
            out.println(line);
        }
        final long count = lines.isEmpty() ? leftOut.getAndSet(0) : 0;
        if (count > 0) {
            out.println("... and " + count + " more, not shown");
        }
        out.flush();
    }

    /** Writes what is left, unless nobody reads it. */
    @Override
    public void close() {
        isClosing = true;
        wake();
        try {
            writer.join(CLOSE_MS_MAX);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
