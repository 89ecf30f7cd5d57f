package io.wilco.dispatcher;

import io.wilco.dispatcher.core.TestWorker;
import io.wilco.link.LinkConfig;
import io.wilco.transport.ConnectedTransport;
import io.wilco.transport.Duty;
import io.wilco.transport.EngineRunner;
import io.wilco.wire.CloseReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A worker of the tests on a thread of its own, over a real socket; offers the service echo. */
public final class LocalWorker implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final TestWorker worker;
    private final EngineRunner runner;
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private volatile InetSocketAddress address;
    private volatile boolean isRegistered;

    private LocalWorker(final TestWorker worker) throws IOException {
        this.worker = worker;
        runner = new EngineRunner("test-worker")
                .add(worker, new ConnectedTransport(LinkConfig.DEFAULT.datagramBytesMax()))
                .add(duty());
    }

    private Duty duty() {
        return nowNs -> {
            isRegistered = worker.isRegistered();
            if (isClosing.compareAndSet(true, false)) {
                worker.goodbye(CloseReason.SHUTDOWN);
            }
            return 0;
        };
    }

    /** One that answers at once, registered. */
    public static LocalWorker echo(final Dispatcher dispatcher, final String id) throws Exception {
        return registered(dispatcher, id, newWorker(dispatcher.address(), id).echoing());
    }

    /** One that never answers, registered. */
    static LocalWorker silent(final Dispatcher dispatcher, final String id) throws Exception {
        return registered(dispatcher, id, newWorker(dispatcher.address(), id));
    }

    /** One that may or may not be registered. */
    static LocalWorker start(final InetSocketAddress dispatcher, final String id) throws IOException {
        final LocalWorker worker = new LocalWorker(newWorker(dispatcher, id).echoing());
        worker.runner.start();
        return worker;
    }

    private static TestWorker newWorker(final InetSocketAddress dispatcher, final String id) {
        return new TestWorker(LinkConfig.DEFAULT, dispatcher, System.nanoTime(), id, 4, "echo");
    }

    private static LocalWorker registered(final Dispatcher dispatcher, final String id, final TestWorker worker)
            throws Exception {
        final LocalWorker local = new LocalWorker(worker);
        local.runner.start();
        while (local.address == null) {
            dispatcher.snapshot(LOOK).workers().stream()
                    .filter(shown -> shown.id().equals(id))
                    .forEach(shown -> local.address = shown.address());
        }
        return local;
    }

    /** As the dispatcher sees it. */
    InetSocketAddress address() {
        return address;
    }

    /** {@link #address} as text. */
    public String text() {
        return Addresses.text(address);
    }

    boolean isRegistered() {
        return isRegistered;
    }

    /** Says goodbye. */
    @Override
    public void close() {
        isClosing.set(true);
        runner.wake();
        runner.close();
    }
}
