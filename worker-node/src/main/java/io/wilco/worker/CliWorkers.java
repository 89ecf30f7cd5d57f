package io.wilco.worker;

import io.wilco.transport.Transport;
import io.wilco.transport.UserThreads;
import io.wilco.worker.core.WorkerConfig;
import io.wilco.worker.core.WorkerListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** The workers of the command line: hosts with a built-in handler, not yet started. */
public final class CliWorkers {
    /** Names the threads of handlers. */
    static final String HANDLER_THREADS = "wilco-handler";

    private CliWorkers() {}

    /** Answers each request with its payload, on the worker's own thread. */
    public static WorkerHost echo(
            final WorkerConfig config,
            final List<InetSocketAddress> dispatchers,
            final WorkerListener listener,
            final Transport transport)
            throws IOException {
        return new WorkerHost(config, dispatchers, EchoWork::new, listener, transport);
    }

    /** Takes as long for each request as it says, or as the handler makes of it. */
    public static WorkerHost synthetic(
            final WorkerConfig config,
            final SyntheticHandler handler,
            final String names,
            final List<InetSocketAddress> dispatchers,
            final WorkerListener listener,
            final Transport transport)
            throws IOException {
        final List<HandlerWork.ServiceHandler> services = config.services().stream()
                .map(name -> HandlerWork.ServiceHandler.of(name, handler))
                .toList();
        final UserThreads threads = UserThreads.of(null, HANDLER_THREADS, config.concurrency());
        return new WorkerHost(
                config,
                dispatchers,
                host -> new HandlerWork(
                        host,
                        services,
                        threads.executor(),
                        ClientSource.own(names, config.traits().zone()),
                        null),
                listener,
                transport);
    }

    /** Answers each request with the worker's id, on the worker's own thread. */
    public static WorkerHost whoami(
            final WorkerConfig config,
            final List<InetSocketAddress> dispatchers,
            final WorkerListener listener,
            final Transport transport)
            throws IOException {
        return new WorkerHost(config, dispatchers, host -> new WhoamiWork(host, config.id()), listener, transport);
    }
}
