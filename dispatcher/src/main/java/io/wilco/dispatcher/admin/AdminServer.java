package io.wilco.dispatcher.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wilco.dispatcher.core.DispatcherSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers {@code GET} and {@code HEAD} of a few fixed paths, on a few daemon threads of its own; never blocks the
 * engine. Meant for loopback or a network of administrators: it asks nobody who they are.
 */
public final class AdminServer implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 32;
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

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

    private record Answer(int status, String type, String body) {
        static Answer text(final int status, final String text) {
            return new Answer(status, TEXT, text + "\n");
        }

        static Answer json(final JsonObject object) {
            return new Answer(200, JSON, GSON.toJson(object) + "\n");
        }
    }

    /** What a path shows. */
    @FunctionalInterface
    private interface Page {
        Answer of(DispatcherSnapshot snapshot) throws IOException;
    }

    private AdminServer(final HttpServer server, final SnapshotSource source) {
        this.server = server;
        snapshots = new RecentSnapshot(source, System::nanoTime);
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    final Thread thread = new Thread(task, "wilco-admin");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        pages = Map.of(
                "/v1/nodes", snapshot -> Answer.json(SnapshotJson.nodes(snapshot)),
                "/v1/status", snapshot -> Answer.json(SnapshotJson.status(snapshot)),
                "/metrics", snapshot -> new Answer(200, Metrics.CONTENT_TYPE, Metrics.text(snapshot)),
                "/healthz", snapshot -> Answer.text(snapshot.state().equals("serving") ? 200 : 503, snapshot.state()));
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
    public static AdminServer start(final InetSocketAddress address, final SnapshotSource source) throws IOException {
        final AdminServer admin = new AdminServer(HttpServer.create(address, BACKLOG), source);
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
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            final byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, isHead ? -1 : bytes.length);
            if (!isHead) {
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(bytes);
                }
            }
        }
    }

    private Answer answer(final HttpExchange exchange) throws IOException {
        final Page page = pages.get(String.valueOf(exchange.getRequestURI().getPath()));
        if (page == null) {
            return Answer.text(
                    404,
                    "not found; there are "
                            + String.join(", ", pages.keySet().stream().sorted().toList()));
        }
        final String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.text(405, "only GET and HEAD");
        }
        try {
            return page.of(snapshots.get());
        } catch (final TimeoutException e) {
            return Answer.text(503, "the dispatcher does not answer");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.text(503, "shutting down");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
