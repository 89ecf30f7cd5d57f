package io.wilco.e2e;

import io.wilco.client.Call;
import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.client.Reply;
import io.wilco.wire.Delivery;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** Many calls to an echo service, so many at a time; each payload begins with the call's number. */
final class Calls {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Client client;
    private final Delivery delivery;
    private final int payloadBytes;
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicLong lastOkNs = new AtomicLong();
    private final LongAccumulator longestGapNs = new LongAccumulator(Math::max, 0);
    private volatile boolean isStopped;
    private int keys;
    private int first;
    private long tookNs;

    Calls(final Client client, final Delivery delivery, final int payloadBytes) {
        this.client = client;
        this.delivery = delivery;
        this.payloadBytes = payloadBytes;
    }

    /** Gives each call one of so many keys. */
    Calls withKeys(final int count) {
        keys = count;
        return this;
    }

    /** Numbers the calls from there on. */
    Calls withFirst(final int number) {
        first = number;
        return this;
    }

    /** Makes so many calls and waits for the outcome of each. */
    Calls run(final int count, final int outstanding) throws InterruptedException {
        final Semaphore room = new Semaphore(outstanding);
        final long startNs = System.nanoTime();
        for (int number = first; number - first < count && !isStopped; number++) {
            room.acquire();
            final byte[] payload = payload(number);
            final CompletableFuture<Reply> unused = client.call(call(number, payload))
                    .whenComplete((reply, failure) -> {
                        record(payload, reply, failure);
                        room.release();
                    });
        }
        if (!room.tryAcquire(outstanding, 2 * DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(
                    outstanding - room.availablePermits() + " calls have no outcome after their deadline");
        }
        tookNs = System.nanoTime() - startNs;
        return this;
    }

    private Call call(final int number, final byte[] payload) {
        final Call call = Call.to("echo", payload).withDelivery(delivery).withDeadline(DEADLINE);
        return keys == 0 ? call : call.withKey("key-" + number % keys);
    }

    /** Begins no more calls. */
    void stop() {
        isStopped = true;
    }

    /** {@link #run} on a thread of its own, until {@link #stop}. */
    CompletableFuture<Calls> startUntilStopped(final int outstanding) {
        return start(Integer.MAX_VALUE, outstanding);
    }

    /** {@link #run} on a thread of its own. */
    CompletableFuture<Calls> start(final int count, final int outstanding) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return run(count, outstanding);
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private byte[] payload(final int number) {
        final byte[] payload = new byte[payloadBytes];
        for (int i = 0; i < payloadBytes; i++) {
            payload[i] = (byte) (number * 31 + i);
        }
        ByteBuffer.wrap(payload).putLong(0, number);
        return payload;
    }

    /** The number that a payload begins with. */
    static long number(final byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(0);
    }

    private void record(final byte[] payload, final Reply reply, final Throwable failure) {
        if (failure == null) {
            outcomes.merge("ok", 1, Integer::sum);
            final long nowNs = System.nanoTime();
            final long beforeNs = lastOkNs.getAndSet(nowNs);
            longestGapNs.accumulate(beforeNs == 0 ? 0 : nowNs - beforeNs);
            if (!Arrays.equals(payload, reply.payload())) {
                wrong.incrementAndGet();
            }
        } else {
            final String name =
                    failure instanceof CallException ? failure.getClass().getSimpleName() : failure.toString();
            outcomes.merge(name, 1, Integer::sum);
        }
    }

    /** How many calls ended in which way. */
    Map<String, Integer> outcomes() {
        return new TreeMap<>(outcomes);
    }

    /** Replies whose bytes are not those of the request. */
    int wrong() {
        return wrong.get();
    }

    /** Longest time without any reply; for the log, nothing depends on it. */
    long longestGapMs() {
        return longestGapNs.get() / 1_000_000L;
    }

    /** For the log; nothing depends on it. */
    String rate(final int count) {
        return String.format("%,.0f calls/s", count * 1e9 / tookNs);
    }
}
