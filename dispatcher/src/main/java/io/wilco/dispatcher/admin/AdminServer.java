package io.wilco.dispatcher.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import io.wilco.dispatcher.core.ShardsSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers {@code GET} and {@code HEAD} of a few fixed paths, and {@code POST} for {@link WorkerChanges}, on a few
 * daemon threads of its own; never blocks the engine. Meant for loopback or a network of administrators: it asks nobody
 * who they are.
 */
public final class AdminServer implements AutoCloseable {
    /** Without it nothing is changed; its value is 1. */
    public static final String CHANGE_HEADER = "X-Wilco";

    /** HTTP's status for a request to one who is not the one to ask (RFC 9110, section 15.5.20). */
    public static final int MISDIRECTED = 421;

    /** HTTP's status for a thing that is in use (RFC 4918, section 11.3). */
    public static final int LOCKED = 423;

    private static final String SHARDS = "/v1/shards";
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);
    private static final int BACKLOG = 16;
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 32;

    static {
        // A peer that does not end its request, or does not read the answer, must not hold a thread for ever.
        setDefault("sun.net.httpserver.maxReqTime", "5");
        setDefault("sun.net.httpserver.maxRspTime", "10");
        // Otherwise each answer waits for the peer's delayed ACK.
        setDefault("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ThreadPoolExecutor executor;
    private final RecentSnapshot snapshots;
    private final Map<String, Page> pages;
    private final WorkerChanges changes;
    private final SettingsPage settings;
    private final ShardsSource shards;

    /** What a path shows. */
    @FunctionalInterface
    private interface Page {
        Answer of(DispatcherSnapshot snapshot) throws IOException;
    }

    private AdminServer(
            final HttpServer server, final SnapshotSource source, final ShardsSource shards, final Control control) {
        this.server = server;
        this.shards = shards;
        snapshots = new RecentSnapshot(source, System::nanoTime);
        changes = new WorkerChanges(control, snapshots::forget);
        settings = new SettingsPage(control);
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    final Thread thread = new Thread(task, "wilco-admin");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        pages = Map.of(
                "/v1/nodes",
                snapshot -> Answer.json(SnapshotJson.nodes(snapshot)),
                SHARDS,
                snapshot -> Answer.json(ShardsJson.of(List.of())),
                "/v1/status",
                snapshot -> Answer.json(SnapshotJson.status(snapshot)),
                "/metrics",
                snapshot -> new Answer(200, Metrics.CONTENT_TYPE, Metrics.text(snapshot)),
                "/healthz",
                snapshot -> Answer.text(snapshot.state().equals("serving") ? 200 : 503, snapshot.state()));
    }

    private static void setDefault(final String property, final String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Binds and starts.
     *
     * @param address port 0 takes any free one
     * @throws IOException if that is not possible, a {@link java.net.BindException} if the port is in use
     */
    public static AdminServer start(
            final InetSocketAddress address,
            final SnapshotSource source,
            final ShardsSource shards,
            final Control control)
            throws IOException {
        final AdminServer admin = new AdminServer(HttpServer.create(address, BACKLOG), source, shards, control);
        admin.server.setExecutor(admin.executor);
        admin.server.createContext("/", admin::handle);
        admin.server.start();
        return admin;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final Answer answer = answer(exchange);
            final boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (!answer.allow().isEmpty()) {
                exchange.getResponseHeaders().set("Allow", answer.allow());
            }
            final byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), isHead ? -1 : bytes.length);
            if (!isHead) {
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(bytes);
                }
            }
        }
    }

    private Answer answer(final HttpExchange exchange) throws IOException {
        final URI uri = exchange.getRequestURI();
        final Page page = pages.get(String.valueOf(uri.getPath()));
        final String worker = WorkerChanges.workerOf(String.valueOf(uri.getRawPath()));
        try {
            if (SHARDS.equals(uri.getPath())) {
                final List<ShardsSnapshot> owners = shards.shards(LOOK_TIMEOUT);
                return shown(snapshot -> Answer.json(ShardsJson.of(owners)), exchange.getRequestMethod());
            }
            if (SettingsPage.PATH.equals(uri.getPath())) {
                return settings.answer(exchange);
            }
            if (page != null) {
                return shown(page, exchange.getRequestMethod());
            }
            return worker == null ? nothing() : changes.answer(exchange, worker);
        } catch (final TimeoutException e) {
            return Answer.text(503, "the dispatcher does not answer");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.text(503, "shutting down");
        }
    }

    private Answer shown(final Page page, final String method)
            throws IOException, TimeoutException, InterruptedException {
        return method.equals("GET") || method.equals("HEAD")
                ? page.of(snapshots.get())
                : Answer.onlyBy("GET, HEAD", "only GET and HEAD");
    }

    private Answer nothing() {
        return Answer.text(
                404,
                "not found; there are "
                        + String.join(", ", pages.keySet().stream().sorted().toList())
                        + ", " + SettingsPage.PATH + ", and POST /v1/nodes/ID");
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
