package io.wilco.e2e;

import io.wilco.client.Client;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.loadgen.relay.Relay;
import io.wilco.transport.Faults;
import io.wilco.worker.Handler;
import io.wilco.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** A cluster over real sockets in this process, ended in the reverse order of its beginning. */
final class Rig implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Dispatcher dispatcher;

    Rig() throws IOException {
        this(DispatcherConfig.DEFAULT);
    }

    Rig(final DispatcherConfig config) throws IOException {
        dispatcher = Dispatcher.start(config, anyPort());
        open.push(dispatcher);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static String text(final InetSocketAddress address) {
        return "127.0.0.1:" + address.getPort();
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    InetSocketAddress address() {
        return dispatcher.address();
    }

    /** The address of a relay in front of the dispatcher. */
    String behind(final Faults faults) throws IOException {
        return text(opened(new Relay(anyPort(), dispatcher.address(), faults)).address());
    }

    Worker worker(final String dispatchers, final String service, final Handler handler) throws IOException {
        return opened(Worker.connect(dispatchers, service, handler));
    }

    Client client(final String dispatchers) throws IOException {
        return opened(Client.connect(dispatchers));
    }

    <T extends AutoCloseable> T opened(final T closeable) {
        open.push(closeable);
        return closeable;
    }

    @Override
    public void close() {
        for (final AutoCloseable closeable : open) {
            try {
                closeable.close();
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
