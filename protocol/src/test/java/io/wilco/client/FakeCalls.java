package io.wilco.client;

import io.wilco.wire.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls that end when the test says so. */
final class FakeCalls {
    private final List<Open> begun = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    /** A call as it was made. */
    static final class Open implements OpenCall {
        private final Call call;
        private final CompletableFuture<Reply> future = new CompletableFuture<>();
        private boolean isCancelled;

        Open(final Call call) {
            this.call = call;
        }

        @Override
        public CompletableFuture<Reply> future() {
            return future;
        }

        @Override
        public void cancel() {
            isCancelled = true;
            future.completeExceptionally(new CallException.Cancelled());
        }

        Call call() {
            return call;
        }

        boolean isCancelled() {
            return isCancelled;
        }
    }

    /** From now on there is room for so many more calls; more are rejected. */
    FakeCalls withRoomFor(final int calls) {
        room = begun.size() + calls;
        return this;
    }

    OpenCall begin(final Call call) {
        if (begun.size() == room) {
            return OpenCall.failed(new CallException.Rejected(RejectReason.CLIENT_QUEUE_FULL, Duration.ZERO, ""));
        }
        final Open open = new Open(call);
        begun.add(open);
        return open;
    }

    List<Open> begun() {
        return begun;
    }

    Open get(final int number) {
        return begun.get(number);
    }

    void reply(final int number, final String text) {
        get(number).future.complete(new Reply(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1));
    }

    void fail(final int number, final CallException failure) {
        get(number).future.completeExceptionally(failure);
    }

    List<Integer> cancelled() {
        final List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            if (begun.get(i).isCancelled()) {
                numbers.add(i);
            }
        }
        return numbers;
    }
}
