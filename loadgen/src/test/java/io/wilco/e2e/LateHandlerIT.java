package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.Client;
import io.wilco.client.Reply;
import io.wilco.worker.Request;
import io.wilco.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker whose threads did not run for longer than it may act as the owner of a key without being heard. */
@Timeout(60)
class LateHandlerIT {
    /** Longer than what was let begin may take to begin: a lease and its grace. */
    private static final long LATE_MS = 1_000;

    private final AtomicInteger tasks = new AtomicInteger();
    private final List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldNotBeginForAKeyWhenAnotherMayOwnIt() throws Exception {
        try (Rig rig = new Rig()) {
            final Client client = rig.client(worker(rig));

            final String reply = client.call("svc", "key", new byte[0]).get().text();

            // The first time it came too late to its handler, and was rejected: so it came again.
            assertThat(reply).isEqualTo("done");
            assertThat(tasks).hasValue(2);
            assertThat(attempts).containsExactly(1);
        }
    }

    @Test
    void shouldBeginWithoutAKeyHoweverLate() throws Exception {
        try (Rig rig = new Rig()) {
            final Client client = rig.client(worker(rig));

            final String reply = client.call("svc", new byte[0]).get().text();

            assertThat(reply).isEqualTo("done");
            assertThat(tasks).hasValue(1);
            assertThat(attempts).containsExactly(0);
        }
    }

    @Test
    void shouldBeginNothingAfterTheGoodbye() throws Exception {
        try (Rig rig = new Rig()) {
            final String address = Rig.text(rig.address());
            final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
            final Worker worker = rig.opened(Worker.builder(address)
                    .service("svc", this::handle)
                    .executor(waiting::add)
                    .closeTimeout(Duration.ofMillis(1))
                    .connect());
            final CompletableFuture<Reply> unused = rig.client(address).call("svc", "key", new byte[0]);
            final Runnable task = waiting.take();

            worker.close();
            task.run();

            assertThat(attempts).isEmpty();
        }
    }

    /** A worker whose first task waits for long before it runs; returns the dispatcher's address. */
    private String worker(final Rig rig) throws Exception {
        final Executor late = CompletableFuture.delayedExecutor(LATE_MS, TimeUnit.MILLISECONDS);
        final Executor soon = CompletableFuture.delayedExecutor(0, TimeUnit.MILLISECONDS);
        final String address = Rig.text(rig.address());
        rig.opened(Worker.builder(address)
                .service("svc", this::handle)
                .executor(task -> (tasks.getAndIncrement() == 0 ? late : soon).execute(task))
                .connect());
        return address;
    }

    private byte[] handle(final Request request) {
        attempts.add(request.attempt());
        return "done".getBytes(StandardCharsets.UTF_8);
    }
}
