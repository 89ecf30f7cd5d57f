package io.wilco.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.client.Gathered;
import io.wilco.client.Reply;
import io.wilco.client.Scatter;
import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import io.wilco.worker.Handler;
import io.wilco.worker.Request;
import io.wilco.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One task on many workers, over real sockets. */
class ScatterIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static List<byte[]> numbers(final int count) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static Gathered get(final CompletableFuture<Gathered> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static final int LATE_SECONDS_MAX = 5;

    /** Answers part 0; holds every other one, without spinning, until its caller gives it up. */
    private static byte[] answerFirstOnly(final Request request) throws InterruptedException {
        final Semaphore never = new Semaphore(0);
        // Not until the deadline: an answer that comes just then may still be in time.
        while (!request.text().equals("0")
                && !request.isCancelled()
                && request.timeLeft().toSeconds() > -LATE_SECONDS_MAX) {
            assertThat(never.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        }
        return request.payload();
    }

    @Test
    void shouldGatherThePartsOfManyWorkersInOrder() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            final Set<String> workers = ConcurrentHashMap.newKeySet();
            for (final String name : List.of("a", "b", "c")) {
                final Handler square = request -> {
                    workers.add(name);
                    final int number = Integer.parseInt(request.text());
                    return Integer.toString(number * number).getBytes(StandardCharsets.UTF_8);
                };
                rig.worker(Rig.text(rig.address()), "square", square);
            }
            final Client client = rig.client(Rig.text(rig.address()));

            // when
            final Gathered gathered = get(client.scatter(
                    Scatter.of("square", numbers(Scatter.PARTS_MAX)).withDeadline(LONG)));

            // then
            assertThat(gathered.ok()).isEqualTo(Scatter.PARTS_MAX);
            assertThat(gathered.replies().stream().map(Reply::text).toList())
                    .isEqualTo(IntStream.range(0, Scatter.PARTS_MAX)
                            .mapToObj(i -> Integer.toString(i * i))
                            .toList());
            assertThat(workers).hasSizeGreaterThan(1);
            assertThat(client.openCalls()).isZero();
        }
    }

    @Test
    void shouldTellTheWorkersToLeaveThePartsThatAreNotNeeded() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            final CountDownLatch begun = new CountDownLatch(3);
            final CountDownLatch givenUp = new CountDownLatch(2);
            rig.opened(Worker.builder(Rig.text(rig.address()))
                    .service("first", request -> {
                        begun.countDown();
                        begun.await();
                        final byte[] answer = answerFirstOnly(request);
                        if (request.isCancelled()) {
                            givenUp.countDown();
                        }
                        return answer;
                    })
                    .concurrency(3)
                    .connect());
            final Client client = rig.client(Rig.text(rig.address()));

            // when
            final Gathered gathered = get(client.scatter(
                    Scatter.of("first", numbers(3)).withDeadline(LONG).untilFirst(1)));

            // then
            assertThat(gathered.parts().get(0).isOk()).isTrue();
            assertThat(gathered.unfinished()).isEqualTo(2);
            assertThat(givenUp.await(30, TimeUnit.SECONDS)).isTrue();
            while (client.openCalls() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldReturnWhatHasComeByTheDeadline() throws Exception {
        try (Rig rig = new Rig()) {
            rig.opened(Worker.builder(Rig.text(rig.address()))
                    .service("first", ScatterIT::answerFirstOnly)
                    .concurrency(3)
                    .connect());
            final Client client = rig.client(Rig.text(rig.address()));
            final Scatter task = Scatter.of("first", numbers(3)).untilDeadline();

            final CompletableFuture<Gathered> future = client.scatter(task.withDeadline(Duration.ofSeconds(1)));

            final Gathered gathered = get(future);
            assertThat(gathered.failed()).isZero();
            assertThat(gathered.parts().get(1).isUnfinished()).isTrue();
            assertThat(gathered.parts().get(2).isUnfinished()).isTrue();
        }
    }

    @Test
    void shouldRejectThePartsThatFindNoRoomInTheClient() throws Exception {
        try (Rig rig = new Rig()) {
            // given
            final CountDownLatch end = new CountDownLatch(1);
            rig.worker(Rig.text(rig.address()), "held", request -> {
                end.await();
                return request.payload();
            });
            final Client client = rig.opened(
                    Client.builder(Rig.text(rig.address())).callsMax(2).connect());

            // when
            final CompletableFuture<Gathered> future = client.scatter(
                    Scatter.of("held", numbers(5)).withDeadline(LONG).untilDeadline());
            end.countDown();

            // then
            final Gathered gathered = get(future);
            assertThat(gathered.ok()).isEqualTo(2);
            assertThat(gathered.failed()).isEqualTo(3);
            assertThat(((CallException.Rejected) gathered.parts().get(4).failure()).reason())
                    .isEqualTo(RejectReason.CLIENT_QUEUE_FULL);
        }
    }

    @Test
    void shouldBringPriorityToTheWorkersAndTakePartsThatMayBeHedged() throws Exception {
        try (Rig rig = new Rig()) {
            rig.worker(
                    Rig.text(rig.address()),
                    "urgency",
                    request -> request.priority().name().getBytes(StandardCharsets.UTF_8));
            final Client client = rig.client(Rig.text(rig.address()));
            final Scatter task = Scatter.of("urgency", numbers(2))
                    .withDeadline(LONG)
                    .withDelivery(Delivery.AT_LEAST_ONCE)
                    .withPriority(Priority.LOW)
                    .withHedging();

            final Gathered gathered = get(client.scatter(task));

            assertThat(gathered.replies().stream().map(Reply::text)).containsExactly("LOW", "LOW");
        }
    }
}
