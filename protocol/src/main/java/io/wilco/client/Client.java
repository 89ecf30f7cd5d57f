package io.wilco.client;

import io.wilco.cli.HostPort;
import io.wilco.client.core.CallListener;
import io.wilco.client.core.ClientConfig;
import io.wilco.client.core.ClientEngine;
import io.wilco.client.core.Outcome;
import io.wilco.link.LinkConfig;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.transport.ConnectedTransport;
import io.wilco.transport.EngineRunner;
import io.wilco.transport.UserThreads;
import io.wilco.wire.CloseReason;
import io.wilco.wire.Priority;
import io.wilco.wire.RejectReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Calls services through a dispatcher. Any thread may use it; one daemon thread of its own does the work. Needs no JVM
 * flags.
 *
 * <p>Every call ends in exactly one way: its future gets the {@link Reply}, or fails with one of the
 * {@link CallException}s. A dispatcher that is lost is looked for again in the background.
 */
public final class Client implements Caller, AutoCloseable {
    private final ClientEngine engine;
    private final EngineRunner runner;
    private final CallQueue queue;
    private final ClientBuilder settings;
    private final ClientConfig config;
    private final Names names;
    private final List<InetSocketAddress> dispatchers;
    private final UserThreads threads;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Line, Integer> windows = new ConcurrentHashMap<>();
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile @Nullable CloseReason lastFailure;
    private volatile boolean isClosed;

    /** Calls of one service and priority. */
    private record Line(String service, Priority priority) {}

    private final class Listener implements CallListener {
        @Override
        public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
            open.decrementAndGet();
            ((PendingCall) context).complete(outcome, threads.executor());
        }

        @Override
        public void onWindow(final byte[] service, final Priority priority, final int calls, final long nowNs) {
            final Line line = new Line(new String(service, StandardCharsets.UTF_8), priority);
            if (calls == 0) {
                windows.remove(line);
            } else {
                windows.put(line, calls);
            }
        }

        @Override
        public void onConnected(final InetSocketAddress dispatcher, final long nowNs) {
            connected.countDown();
        }

        @Override
        public void onDisconnected(
                final InetSocketAddress dispatcher,
                final long nowNs,
                final CloseReason reason,
                final boolean wasConnected) {
            lastFailure = reason;
        }
    }

    private Client(final ClientBuilder settings) throws IOException {
        this.settings = settings;
        names = settings.names();
        dispatchers = names.resolve();
        config = settings.config(dispatchers.size());
        threads = settings.threads();
        engine = new ClientEngine(config, dispatchers, new Listener(), new SecureRandom(), System.nanoTime());
        queue = new CallQueue(engine, threads.executor(), open::decrementAndGet);
        runner = new EngineRunner("wilco-client")
                .add(engine, new ConnectedTransport(config.link().datagramBytesMax()))
                .add(queue)
                .onFailure(this::endCalls);
    }

    /** The thread has failed, which only a defect makes it do: no call may wait for ever. On that thread. */
    private void endCalls() {
        try {
            engine.close(System.nanoTime());
        } finally {
            queue.end();
        }
    }

    static Client open(final ClientBuilder settings) throws IOException {
        final Client client = new Client(settings);
        client.runner.start();
        client.names.watch(addresses -> {
            client.queue.onDispatchers(addresses);
            client.runner.wake();
        });
        return client;
    }

    static Client connect(final ClientBuilder settings) throws IOException {
        final Client client = open(settings);
        try {
            client.awaitConnected();
        } catch (final IOException e) {
            client.names.close();
            client.runner.close();
            client.threads.close();
            throw e;
        }
        return client;
    }

    private void awaitConnected() throws IOException {
        try {
            if (connected.await(settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        final String why = lastFailure == CloseReason.UNREACHABLE
                ? "nothing listens there"
                : lastFailure == CloseReason.TOO_MANY_LINKS ? "it takes no more clients" : "no answer";
        throw new ConnectException("no dispatcher at " + HostPort.text(dispatchers) + ": " + why);
    }

    /**
     * Opens a client with default settings and waits until a dispatcher answers, at most 3 s.
     *
     * @param dispatchers {@code HOST:PORT[,HOST:PORT...]}
     * @throws IOException if none answers
     */
    public static Client connect(final String dispatchers) throws IOException {
        return builder(dispatchers).connect();
    }

    /**
     * A client with settings of one's own.
     *
     * @param dispatchers {@code HOST:PORT[,HOST:PORT...]}; a name stands for all of its addresses, and {@code srv:NAME}
     *     for what its SRV records say; both are looked up again in the background
     * @throws IllegalArgumentException if it is none
     */
    public static ClientBuilder builder(final String dispatchers) {
        return new ClientBuilder(DispatcherName.parseList(dispatchers));
    }

    /**
     * A client with settings of one's own.
     *
     * @param dispatchers at least one
     */
    public static ClientBuilder builder(final List<InetSocketAddress> dispatchers) {
        return new ClientBuilder(dispatchers.stream()
                .map(address -> DispatcherName.parse(HostPort.text(address)))
                .toList());
    }

    @Override
    public CompletableFuture<Reply> call(final Call call) {
        return begin(call, System.nanoTime()).future();
    }

    /** {@inheritDoc} Parts that find no room here fail with {@link RejectReason#CLIENT_QUEUE_FULL}. */
    @Override
    public CompletableFuture<Gathered> scatter(final Scatter scatter) {
        final long nowNs = System.nanoTime();
        return Gathering.start(scatter, part -> begin(part, nowNs));
    }

    /**
     * Calls on behalf of something that has a deadline and may be given up.
     *
     * @param timeLeft no call takes longer; zero or less if that is over
     * @param priority of calls that say nothing about theirs
     * @param attempt earlier attempts at what the calls are for, which workers then see; 0 if it is the first, at most
     *     255
     */
    public CallScope scope(final Duration timeLeft, final Priority priority, final int attempt) {
        final long deadlineNs = System.nanoTime() + timeLeft.toNanos();
        return new CallScope(call -> begin(call, System.nanoTime()), deadlineNs, priority, attempt);
    }

    private OpenCall begin(final Call call, final long nowNs) {
        final PendingCall pending = new PendingCall(call, nowNs, queue, runner);
        final RejectReason reason = admit(call);
        if (reason != RejectReason.NONE) {
            pending.reject(reason);
            return pending;
        }
        queue.begin(pending);
        runner.wake();
        return pending;
    }

    private RejectReason admit(final Call call) {
        if (isClosed) {
            return RejectReason.DRAINING;
        }
        if (call.payload().length > LinkConfig.PAYLOAD_BYTES_MAX) {
            return RejectReason.TOO_LARGE;
        }
        if (open.incrementAndGet() > config.callsMax()) {
            open.decrementAndGet();
            return RejectReason.CLIENT_QUEUE_FULL;
        }
        return RejectReason.NONE;
    }

    /** Calls begun and not yet ended; each part of a scatter is one. */
    public int openCalls() {
        return open.get();
    }

    /** How many more calls are taken now; at 0 they are rejected at once. */
    public int availableCalls() {
        return Math.max(0, config.callsMax() - open.get());
    }

    /**
     * How many calls of a service the dispatcher wants this client to have open at most, because it is asked for more
     * than its workers can do. More are rejected at once with {@link RejectReason#OVERLOADED}.
     *
     * @return empty if there is no such bound, as is usual
     */
    public OptionalInt window(final String service, final Priority priority) {
        final Integer calls = windows.get(new Line(service, priority));
        return calls == null ? OptionalInt.empty() : OptionalInt.of(calls);
    }

    /**
     * Takes no new calls, waits for the open ones within the close timeout, and ends the rest. Called on the client's
     * own thread, as by a stage completed there, it does not wait: the rest is done in the background.
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        names.close();
        final CompletableFuture<Void> drained = new CompletableFuture<>();
        queue.drain(drained, System.nanoTime() + settings.closeTimeout().toNanos());
        runner.wake();
        if (runner.isOwnThread()) {
            final Thread closing = new Thread(() -> awaitDrained(drained), "wilco-client-close");
            closing.setDaemon(true);
            closing.start();
        } else {
            awaitDrained(drained);
        }
    }

    private void awaitDrained(final CompletableFuture<Void> drained) {
        try {
            final Duration grace = settings.closeTimeout().plusSeconds(1);
            if (runner.failure() == null) {
                drained.get(grace.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException e) {
            // The runner failed; closing it is all that is left.
        } finally {
            runner.close();
            queue.end();
            threads.close();
        }
    }
}
