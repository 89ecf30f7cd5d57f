package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a worker that is draining has nothing left, and tells a terminal how far it is. */
final class DrainWait {
    private static final String CLEAR_LINE = "\r\u001b[K";

    /** How often to look: a script that waits for a worker should not wait much longer than the worker needs. */
    private static final long LOOK_MS = 200;

    private static final long SHOW_NS = TimeUnit.SECONDS.toNanos(1);

    private final AdminClient client;
    private final String id;
    private final PrintWriter out;
    private final boolean isTerminal;
    private boolean isShown;
    private long shownNs;
    private @Nullable IOException trouble;

    DrainWait(final AdminClient client, final String id, final PrintWriter out, final boolean isTerminal) {
        this.client = client;
        this.id = id;
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** @throws UserError if the time has passed, or somebody has set the worker to ready again */
    void await(final Duration timeout) throws InterruptedException {
        final long startNs = System.nanoTime();
        String outstanding = "";
        while (true) {
            final WorkerLine worker = look();
            if (worker != null && worker.isWantedReady()) {
                throw failure(
                        "worker '" + id + "' is no longer draining: somebody set it to ready, or the dispatcher was"
                                + " started anew; drain it again");
            }
            if (worker != null && worker.outstanding() == 0) {
                clear();
                final boolean isDown = worker.state().equals("down");
                out.println("worker " + id + (isDown ? " is down" : " has drained") + ": nothing is outstanding there");
                out.flush();
                return;
            }
            outstanding = worker == null ? outstanding : worker.outstanding() + " outstanding";
            final long elapsedNs = System.nanoTime() - startNs;
            final long leftNs = timeout.toNanos() - elapsedNs;
            if (leftNs <= 0) {
                throw late(timeout, outstanding);
            }
            show("worker " + id + " drains: " + outstanding + ", " + Human.seconds(elapsedNs / 1e9));
            TimeUnit.NANOSECONDS.sleep(Math.min(leftNs, TimeUnit.MILLISECONDS.toNanos(LOOK_MS)));
        }
    }

    private UserError late(final Duration timeout, final String outstanding) {
        final IOException last = trouble;
        return failure("worker '" + id + "' has not drained within --timeout " + Durations.format(timeout) + ": "
                + (last == null ? outstanding : client.explain(last)) + "; it stays draining, " + takeBack());
    }

    private UserError failure(final String message) {
        clear();
        return new UserError(message, UserError.RUN_FAILED);
    }

    /** What to do to undo it. */
    String takeBack() {
        return "'wilco nodes set " + id + " --state ready' takes it back";
    }

    /** Null if the dispatcher cannot be asked just now: a moment's trouble must not end a long wait. */
    private @Nullable WorkerLine look() {
        try {
            final WorkerLine worker = client.worker(id);
            trouble = null;
            return worker;
        } catch (final IOException e) {
            trouble = e;
            return null;
        }
    }

    private synchronized void show(final String text) {
        if (isTerminal && (!isShown || System.nanoTime() - shownNs >= SHOW_NS)) {
            out.print(CLEAR_LINE + text);
            out.flush();
            shownNs = System.nanoTime();
            isShown = true;
        }
    }

    /** Removes what is shown of the progress. Any thread. */
    synchronized void clear() {
        if (isShown) {
            out.print(CLEAR_LINE);
            out.flush();
            isShown = false;
        }
    }
}
