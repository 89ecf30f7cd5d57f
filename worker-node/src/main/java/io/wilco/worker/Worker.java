package io.wilco.worker;

import io.wilco.cli.HostPort;
import io.wilco.names.Names;
import io.wilco.transport.UserThreads;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Offers services to dispatchers: registers with each, executes what they send, reports its load in its acks. One
 * daemon thread of its own does the protocol; handlers run elsewhere. Needs no JVM flags. Any thread may use it.
 */
public final class Worker implements AutoCloseable {
    private final WorkerHost host;
    private final UserThreads threads;
    private final ClientSource clients;
    private final Names names;
    private final Duration closeTimeout;

    Worker(
            final WorkerHost host,
            final UserThreads threads,
            final ClientSource clients,
            final Names names,
            final Duration closeTimeout) {
        this.names = names;
        this.host = host;
        this.threads = threads;
        this.clients = clients;
        this.closeTimeout = closeTimeout;
    }

    static Worker start(final Worker worker, final List<InetSocketAddress> dispatchers, final Duration connectTimeout)
            throws IOException {
        final WorkerHost host = worker.host;
        host.start();
        worker.names.watch(host::onDispatchers);
        boolean isRegistered = false;
        try {
            isRegistered = host.awaitRegistered(connectTimeout);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isRegistered) {
            final String why = host.whyNotRegistered();
            worker.names.close();
            host.close();
            worker.clients.close();
            worker.threads.closeNow();
            throw new ConnectException("no dispatcher at " + HostPort.text(dispatchers) + ": " + why);
        }
        return worker;
    }

    /**
     * Starts a worker with default settings and waits until a dispatcher has registered it, at most 10 s.
     *
     * @param dispatchers {@code HOST:PORT[,HOST:PORT...]}; it registers with all of them, and with all addresses of a
     *     name; {@code srv:NAME} stands for those of its SRV records
     * @throws IOException if none answers
     */
    public static Worker connect(final String dispatchers, final String service, final Handler handler)
            throws IOException {
        return builder(dispatchers).service(service, handler).connect();
    }

    /**
     * A worker with settings of one's own.
     *
     * @param dispatchers {@code HOST:PORT[,HOST:PORT...]}
     */
    public static WorkerBuilder builder(final String dispatchers) {
        return new WorkerBuilder(dispatchers);
    }

    /** Waits until the worker is closed, by another thread or a shutdown hook. */
    public void awaitShutdown() throws InterruptedException {
        host.join();
    }

    /** Takes nothing new, finishes what it has within the close timeout, says goodbye and ends. */
    @Override
    public void close() {
        names.close();
        host.close(closeTimeout);
        clients.close();
        threads.closeNow();
    }
}
