package io.wilco.client;

import io.wilco.client.core.ClientConfig;
import io.wilco.names.DispatcherName;
import io.wilco.names.Names;
import io.wilco.names.NamesConfig;
import io.wilco.transport.UserThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Client}; each has a default but the dispatchers. */
public final class ClientBuilder {
    /** Unless said otherwise. */
    public static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(3);

    private static final int THREADS_MAX = 16;
    private static final long OPEN_TIMEOUT_MIN_NS = 300_000_000L;

    private final List<DispatcherName> names;
    private ClientConfig config = ClientConfig.DEFAULT;
    private Duration connectTimeout = CONNECT_TIMEOUT_DEFAULT;
    private Duration closeTimeout = Duration.ofSeconds(5);
    private @Nullable Executor executor;

    ClientBuilder(final List<DispatcherName> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a client needs a dispatcher");
        }
        this.names = List.copyOf(names);
    }

    /** Calls open at once, at most; more are rejected at once. Default 65,536. */
    public ClientBuilder callsMax(final int callsMax) {
        config = config.withCallsMax(callsMax);
        return this;
    }

    /**
     * Where it is, up to 64 bytes of UTF-8: of several dispatchers, those of the same zone come first. Default: not
     * said, and the near ones come first.
     *
     * @throws IllegalArgumentException if it is too long or has control characters
     */
    public ClientBuilder zone(final String zone) {
        config = config.withZone(zone);
        return this;
    }

    /** How long {@link #connect} waits for a dispatcher. Default 3 s. */
    public ClientBuilder connectTimeout(final Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    /** How long {@link Client#close} waits for open calls. Default 5 s. */
    public ClientBuilder closeTimeout(final Duration timeout) {
        closeTimeout = timeout;
        return this;
    }

    /**
     * Where futures are completed, and so where dependent stages run that were added without an executor. Default
     * threads of the client's own: virtual ones where the JDK has them, else {@value #THREADS_MAX}.
     * {@code Runnable::run} completes them on the client's own thread, which saves a hand-over but must never be made
     * to wait.
     */
    public ClientBuilder executor(final Executor executor) {
        this.executor = executor;
        return this;
    }

    /** With several dispatchers, each gets its share of the time: a silent one must not hide the next. */
    ClientConfig config(final int dispatchers) {
        if (dispatchers == 1) {
            return config;
        }
        final long shareNs = Math.max(OPEN_TIMEOUT_MIN_NS, connectTimeout.toNanos() / (dispatchers + 1));
        return config.withLink(
                config.link().withOpenTimeout(Math.min(config.link().openTimeoutNs(), shareNs)));
    }

    /** What is looked up anew for each client. */
    Names names() {
        final NamesConfig system = NamesConfig.ofSystem();
        final long mostNs = Math.max(OPEN_TIMEOUT_MIN_NS, connectTimeout.toNanos());
        return Names.of(
                names,
                system.withTimeout(Math.min(system.timeoutNs(), mostNs), Math.min(system.attemptTimeoutNs(), mostNs)));
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration closeTimeout() {
        return closeTimeout;
    }

    UserThreads threads() {
        return UserThreads.of(executor, "wilco-client-outcome", THREADS_MAX);
    }

    /**
     * Opens the client and waits until a dispatcher answers.
     *
     * @throws IOException if none does in time, or the system gives no socket
     */
    public Client connect() throws IOException {
        return Client.connect(this);
    }

    /**
     * Opens the client and waits for no dispatcher, but for the look-up of names: calls made before a dispatcher
     * answers wait for one, until their deadline.
     *
     * @throws IOException if no name has an address, or the system gives no socket
     */
    public Client open() throws IOException {
        return Client.open(this);
    }
}
