package io.wilco.worker;

import io.wilco.client.Client;
import io.wilco.wire.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The client by which a worker's handlers call other services: the user's, or one of the worker's own, opened when it
 * is asked for the first time. Any thread may use it.
 */
final class ClientSource implements AutoCloseable {
    private final String dispatchers;
    private final String zone;
    private final boolean isOwn;
    private volatile @Nullable Client client;
    private boolean isClosed;

    private ClientSource(final String dispatchers, final String zone, final @Nullable Client client) {
        this.dispatchers = dispatchers;
        this.zone = zone;
        this.client = client;
        isOwn = client == null;
    }

    /** A client of the worker's own, in its zone, to its own dispatchers. */
    static ClientSource own(final String dispatchers, final String zone) {
        return new ClientSource(dispatchers, zone, null);
    }

    /** The user's client, which the user closes. */
    static ClientSource of(final Client client) {
        return new ClientSource("", Zone.NONE, client);
    }

    /**
     * The client. Waits for no dispatcher: the first calls do.
     *
     * @throws UncheckedIOException if the system gives no socket
     * @throws IllegalStateException if the worker is closed and there is none yet
     */
    Client get() {
        final Client known = client;
        return known == null ? open() : known;
    }

    private synchronized Client open() {
        final Client known = client;
        if (known != null) {
            return known;
        }
        if (isClosed) {
            throw new IllegalStateException("the worker is closed");
        }
        try {
            // When it is closed, no handler waits for a call any more.
            final Client opened = Client.builder(dispatchers)
                    .zone(zone)
                    .closeTimeout(Duration.ZERO)
                    .open();
            client = opened;
            return opened;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        final Client opened;
        synchronized (this) {
            isClosed = true;
            opened = client;
        }
        if (isOwn && opened != null) {
            opened.close();
        }
    }
}
