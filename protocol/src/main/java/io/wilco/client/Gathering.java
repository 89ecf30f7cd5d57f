package io.wilco.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@link Scatter} on their way. Needs no timer of its own: every part ends by the deadline, which is
 * that of the whole. Outcomes come on any thread; the lock is never held while the user's code runs.
 */
final class Gathering {
    private final Scatter scatter;
    private final long startedNs = System.nanoTime();
    private final @Nullable OpenCall[] calls;
    private final Gathered.@Nullable Part[] parts;
    private final CompletableFuture<Gathered> future = new GatheredFuture();
    private int ok;
    private int failed;
    private int ended;
    private boolean isOver;

    /** A future whose cancellation reaches the parts. */
    private final class GatheredFuture extends CompletableFuture<Gathered> {
        @Override
        public boolean cancel(final boolean mayInterruptIfRunning) {
            final boolean isCancelled = super.cancel(mayInterruptIfRunning);
            if (isCancelled) {
                giveUp();
            }
            return isCancelled;
        }
    }

    private Gathering(final Scatter scatter) {
        this.scatter = scatter;
        calls = new OpenCall[scatter.size()];
        parts = new Gathered.Part[scatter.size()];
    }

    /**
     * Begins all parts.
     *
     * @param begin makes a call
     */
    static CompletableFuture<Gathered> start(final Scatter scatter, final Function<Call, OpenCall> begin) {
        final Gathering gathering = new Gathering(scatter);
        if (scatter.size() == 0) {
            gathering.future.complete(new Gathered(List.of()));
        }
        // The first parts may decide the whole while the others have not begun.
        for (int i = 0; i < scatter.size() && !gathering.isOver(); i++) {
            gathering.begin(i, begin.apply(scatter.part(i)));
        }
        return gathering.future;
    }

    private synchronized boolean isOver() {
        return isOver;
    }

    private void begin(final int number, final OpenCall call) {
        final boolean isLate;
        synchronized (this) {
            calls[number] = call;
            isLate = isOver;
        }
        if (isLate) {
            call.cancel();
        }
        final CompletableFuture<Reply> unused =
                call.future().whenComplete((reply, failure) -> onEnded(number, reply, failure));
    }

    private void onEnded(final int number, final @Nullable Reply reply, final @Nullable Throwable failure) {
        final CallException why = reply == null ? asCallException(failure) : null;
        final Gathered gathered;
        synchronized (this) {
            if (isOver) {
                return;
            }
            // What comes no more by the deadline of a task that takes what has come: nobody's failure.
            final boolean isFailure = !(scatter.isPartial() && why instanceof CallException.DeadlineExceeded);
            parts[number] = new Gathered.Part(reply, isFailure ? why : null, took());
            ok += reply == null ? 0 : 1;
            failed += reply == null ? 1 : 0;
            ended++;
            final boolean isDone = ok == scatter.enough();
            final boolean isHopeless = !scatter.isPartial() && failed > scatter.size() - scatter.enough();
            isOver = isDone || isHopeless || ended == scatter.size();
            if (!isOver) {
                return;
            }
            gathered = isHopeless ? null : gathered();
        }
        cancelRest();
        if (gathered == null) {
            future.completeExceptionally(why);
        } else {
            future.complete(gathered);
        }
    }

    private static CallException asCallException(final @Nullable Throwable failure) {
        return failure instanceof CallException known ? known : new CallException.Cancelled();
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedNs);
    }

    /** With the lock held. */
    private Gathered gathered() {
        final Duration took = took();
        final List<Gathered.Part> all = new ArrayList<>(parts.length);
        for (final Gathered.Part part : parts) {
            all.add(part == null ? new Gathered.Part(null, null, took) : part);
        }
        return new Gathered(all);
    }

    private void giveUp() {
        synchronized (this) {
            isOver = true;
        }
        cancelRest();
    }

    /** Once it is over, so that no outcome changes anything any more. */
    private void cancelRest() {
        for (int i = 0; i < calls.length; i++) {
            final OpenCall call;
            synchronized (this) {
                call = parts[i] == null ? calls[i] : null;
            }
            if (call != null) {
                call.cancel();
            }
        }
    }
}
