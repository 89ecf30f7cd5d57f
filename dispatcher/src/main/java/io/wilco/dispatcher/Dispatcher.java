package io.wilco.dispatcher;

import io.wilco.dispatcher.admin.Control;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.DispatcherEngine;
import io.wilco.dispatcher.core.DispatcherListener;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.Operator;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.core.ShardsSnapshot;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.transport.EngineRunner;
import io.wilco.transport.ListeningTransport;
import io.wilco.transport.Spinning;
import io.wilco.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A running dispatcher: one daemon thread, one UDP socket. Any thread may use it. Needs the JVM flag {@code --add-opens
 * java.base/jdk.internal.misc=ALL-UNNAMED}.
 */
public final class Dispatcher implements Control, AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final EngineRunner runner;
    private final EngineTasks tasks;
    private final InetSocketAddress address;
    private final Supplier<String> undecided;
    private volatile boolean isClosed;

    private Dispatcher(
            final EngineRunner runner,
            final EngineTasks tasks,
            final InetSocketAddress address,
            final Supplier<String> undecided) {
        this.undecided = undecided;
        this.runner = runner;
        this.tasks = tasks;
        this.address = address;
    }

    /**
     * Binds a socket and starts a dispatcher that says nothing.
     *
     * @param listen port 0 takes any free one
     * @throws IOException if that is not possible, a {@link java.net.BindException} if the port is in use
     */
    public static Dispatcher start(final DispatcherConfig config, final InetSocketAddress listen) throws IOException {
        final ListeningTransport transport =
                new ListeningTransport(listen, config.link().datagramBytesMax());
        return start(config, transport, socket -> socket, new DispatcherListener() {});
    }

    /**
     * Starts a dispatcher.
     *
     * @param socket is the dispatcher's from now on, also if this fails
     * @param network what lies between the socket and the engine: a faulty network, or the socket itself
     * @param listener is called on the engine's thread and must not block
     * @throws IOException if the system gives no selector
     */
    public static Dispatcher start(
            final DispatcherConfig config,
            final ListeningTransport socket,
            final UnaryOperator<Transport> network,
            final DispatcherListener listener)
            throws IOException {
        return start(config, socket, network, listener, Membership.alone());
    }

    /**
     * Starts a dispatcher.
     *
     * @param socket is the dispatcher's from now on, also if this fails
     * @param network what lies between the socket and the engine: a faulty network, or the socket itself
     * @param listener is called on the engine's thread and must not block
     * @param membership how it shares a placement with others; closed by whoever made it, after this
     * @throws IOException if the system gives no selector
     */
    public static Dispatcher start(
            final DispatcherConfig config,
            final ListeningTransport socket,
            final UnaryOperator<Transport> network,
            final DispatcherListener listener,
            final Membership membership)
            throws IOException {
        try {
            final SecureRandom random = new SecureRandom();
            final long nowNs = System.nanoTime();
            final Council council = membership.council(random, nowNs);
            final DispatcherEngine engine = new DispatcherEngine(config, listener, council, random, nowNs);
            final EngineTasks tasks = new EngineTasks(engine);
            final EngineRunner runner = new EngineRunner("wilco-dispatcher", Spinning.inTheMiddle())
                    .add(engine, network.apply(socket))
                    .add(tasks);
            membership.onRunning(runner, tasks);
            return new Dispatcher(runner.start(), tasks, socket.address(), membership::undecided);
        } catch (final IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Who owns which shard, of the services that were asked for a key. */
    public List<ShardsSnapshot> shards(final Duration timeout) throws TimeoutException, InterruptedException {
        return await(tasks.submit((engine, nowNs) -> engine.shards()), timeout);
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * What there is to see, as of now. Does not hold the engine up: it is asked to look when it comes round.
     *
     * @throws TimeoutException if the engine did not come round in time, or has ended
     */
    public DispatcherSnapshot snapshot(final Duration timeout) throws TimeoutException, InterruptedException {
        return await(tasks.submit(DispatcherEngine::snapshot), timeout);
    }

    /**
     * Changes what a worker is to get.
     *
     * @throws TimeoutException if the engine did not come round in time, or has ended; it is not done later either
     */
    @Override
    public OperatorResult change(final String worker, final WorkerChange change, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return order((operator, nowNs, onResult) -> operator.change(worker, change, nowNs, onResult), timeout);
    }

    /**
     * Changes what all dispatchers do that share the placement.
     *
     * @throws TimeoutException if the engine did not come round in time, or has ended; it is not done later either
     */
    @Override
    public OperatorResult set(final SettingsChange change, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return order((operator, nowNs, onResult) -> operator.set(change, nowNs, onResult), timeout);
    }

    /**
     * Takes a worker for dead on somebody's word, so that its shards get other owners.
     *
     * @throws TimeoutException if the engine did not come round in time, or has ended; it is not done later either
     */
    @Override
    public OperatorResult takeForDead(final String worker, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return order((operator, nowNs, onResult) -> operator.takeForDead(worker, nowNs, onResult), timeout);
    }

    /** What was set for all dispatchers that share the placement. */
    @Override
    public Settings settings(final Duration timeout) throws TimeoutException, InterruptedException {
        return await(tasks.submit((engine, nowNs) -> engine.operator().settings()), timeout);
    }

    /** Something that an operator wants. */
    @FunctionalInterface
    private interface Order {
        void give(Operator operator, long nowNs, Consumer<OperatorResult> onResult);
    }

    private OperatorResult order(final Order order, final Duration timeout)
            throws TimeoutException, InterruptedException {
        final CompletableFuture<OperatorResult> result = new CompletableFuture<>();
        final Consumer<OperatorResult> onResult = result::complete;
        final CompletableFuture<Boolean> begun = tasks.submit((engine, nowNs) -> {
            order.give(engine.operator(), nowNs, onResult);
            return true;
        });
        try {
            await(begun, timeout);
        } catch (final TimeoutException e) {
            // It must not be done later, when nobody expects it any more.
            begun.cancel(false);
            throw e;
        }
        try {
            return await(result, timeout);
        } catch (final TimeoutException e) {
            await(
                    tasks.submit((engine, nowNs) -> {
                        engine.operator().forget(onResult);
                        return true;
                    }),
                    timeout);
            return new OperatorResult(OperatorResult.Status.UNDECIDED, undecided.get());
        }
    }

    /**
     * Refuses everything new from now on, and waits until what is here is done and delivered.
     *
     * @return whether it was within the time
     */
    public boolean drain(final Duration timeout) throws InterruptedException {
        final CompletableFuture<Boolean> drained = new CompletableFuture<>();
        final CompletableFuture<Boolean> begun = tasks.submit((engine, nowNs) -> {
            engine.drain();
            tasks.onDrained(drained);
            return true;
        });
        try {
            return await(begun.thenCompose(isBegun -> drained), timeout);
        } catch (final TimeoutException e) {
            return false;
        }
    }

    /** Waits until the engine's thread has ended: by {@link #close}, or by a defect, see {@link #failure}. */
    public void awaitEnd() throws InterruptedException {
        runner.join();
    }

    /** What ended the engine's thread before its time, which only a defect does. */
    public @Nullable Throwable failure() {
        return runner.failure();
    }

    /** Ends all links, telling the peers, and closes the socket. Whoever wants to lose nothing drains before. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        try {
            await(
                    tasks.submit((engine, nowNs) -> {
                        engine.stop();
                        return true;
                    }),
                    STOP_TIMEOUT);
        } catch (final TimeoutException e) {
            // It does not come round: peers will find out by themselves.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            isClosed = true;
            runner.close();
        }
    }

    private <T> T await(final CompletableFuture<T> future, final Duration timeout)
            throws TimeoutException, InterruptedException {
        if (isClosed || runner.failure() != null) {
            throw new TimeoutException("the dispatcher's engine has ended");
        }
        runner.wake();
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
