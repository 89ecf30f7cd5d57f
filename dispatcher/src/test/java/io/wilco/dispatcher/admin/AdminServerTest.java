package io.wilco.dispatcher.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.LocalWorker;
import io.wilco.dispatcher.core.DispatcherConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The administration over real HTTP. */
@Timeout(60)
class AdminServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient http = HttpClient.newHttpClient();
    private AdminServer server = start(timeout -> Snapshots.afterSeconds(100));

    private static AdminServer start(final SnapshotSource source) {
        try {
            return AdminServer.start(ANY_PORT, source, timeout -> List.of(), new FakeDispatcher());
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restart(final SnapshotSource source) {
        server.close();
        server = start(source);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldShowTheWorkers() throws Exception {
        final HttpResponse<String> response = get("/v1/nodes");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        final JsonObject first = json(response).getAsJsonArray("nodes").get(0).getAsJsonObject();
        assertThat(texts(first))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("id", "\"w1\""),
                        Map.entry("services", "[\"echo\",\"resize\"]"),
                        Map.entry("address", "\"[::1]:5000\""),
                        Map.entry("state", "\"ready\""),
                        Map.entry("wanted", "\"ready\""),
                        Map.entry("weight", "100"),
                        Map.entry("tier", "0"),
                        Map.entry("zone", "\"\""),
                        Map.entry("executing", "41"),
                        Map.entry("queued", "42"),
                        Map.entry("concurrency", "8"),
                        Map.entry("outstanding", "43"),
                        Map.entry("outstanding_max", "44"),
                        Map.entry("cpu_percent", "45"),
                        Map.entry("service_time_us", "1250.0"),
                        Map.entry("queue_delay_us", "46.5"),
                        Map.entry("round_trip_us", "120.0"),
                        Map.entry("report_age_us", "47.0"),
                        Map.entry("assigned", "100043"),
                        Map.entry("completed", "100000"),
                        Map.entry("failed", "48"),
                        Map.entry("refused", "49"),
                        Map.entry("retransmitted", "50"),
                        Map.entry("redispatched", "51"),
                        Map.entry("p50_us", "1310.0"),
                        Map.entry("p99_us", "4200.0"),
                        Map.entry("p99_9_us", "1200000.0")));
        final JsonObject second = json(response).getAsJsonArray("nodes").get(1).getAsJsonObject();
        assertThat(second.get("id").getAsString()).isEqualTo("w\"2\\");
        assertThat(second.get("address").getAsString()).isEmpty();
    }

    @Test
    void shouldShowTheDispatcher() throws Exception {
        final JsonObject status = json(get("/v1/status"));

        assertThat(texts(status))
                .containsAllEntriesOf(Map.ofEntries(
                        Map.entry("state", "\"serving\""),
                        Map.entry("policy", "\"jbsq\""),
                        Map.entry("uptime_s", "100.0"),
                        Map.entry("links", "12"),
                        Map.entry("requests_open", "34"),
                        Map.entry("requests_queued", "33"),
                        Map.entry("received", "100500"),
                        Map.entry("ok", "100000"),
                        Map.entry("application_errors", "2"),
                        Map.entry("rejected", "3"),
                        Map.entry("deadline_exceeded", "4"),
                        Map.entry("outcome_unknown", "5"),
                        Map.entry("cancelled", "6"),
                        Map.entry("redispatched", "7"),
                        Map.entry("abandoned", "8")));
        assertThat(status.getAsJsonArray("services").get(0))
                .hasToString(
                        "{\"name\":\"echo\",\"queued\":30,\"workers_ready\":1,\"rejected\":31,\"expired\":32,\"hedged\":35,\"recalled\":37,\"shards_waiting\":39,\"shards_moved\":40}");
        assertThat(texts(status.getAsJsonObject("traffic")))
                .containsEntry("datagrams_sent", "21")
                .containsEntry("frames_retransmitted", "23")
                .containsEntry("cookies_bad", "29")
                .hasSize(9);
    }

    @Test
    void shouldSayWhetherItServes() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("serving\n");

        try (Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT)) {
            dispatcher.drain(java.time.Duration.ofSeconds(30));
            restart(dispatcher::snapshot);
            assertThat(get("/healthz").statusCode()).isEqualTo(503);
            assertThat(get("/healthz").body()).isEqualTo("draining\n");
        }
    }

    @Test
    void shouldHaveNothingElse() throws Exception {
        for (final String path :
                new String[] {"/", "/v1", "/v1/nodes/", "/v1/nodes/a/b", "/v2/nodes", "/metrics/x", "/../etc/passwd"}) {
            final HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body())
                    .startsWith("not found; there are /healthz, /metrics, /v1/nodes, /v1/shards, /v1/status");
        }
    }

    @Test
    void shouldOnlyBeRead() throws Exception {
        for (final String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri("/v1/nodes"))
                            .method(method, BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        final HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri("/v1/nodes"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void shouldSayThatTheEngineDoesNotAnswer() throws Exception {
        restart(timeout -> {
            throw new TimeoutException("gone");
        });

        for (final String path : new String[] {"/v1/nodes", "/v1/status", "/metrics", "/healthz"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(503);
        }
    }

    @Test
    void shouldSayThatThePortIsInUse() {
        final InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());

        assertThatThrownBy(() -> AdminServer.start(
                        taken, timeout -> Snapshots.afterSeconds(1), timeout -> List.of(), new FakeDispatcher()))
                .isInstanceOf(BindException.class);
    }

    @Test
    void shouldShowARunningDispatcher() throws Exception {
        try (Dispatcher dispatcher = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
                LocalWorker worker = LocalWorker.echo(dispatcher, "w1")) {
            restart(dispatcher::snapshot);

            final JsonObject node =
                    json(get("/v1/nodes")).getAsJsonArray("nodes").get(0).getAsJsonObject();

            assertThat(node.get("id").getAsString()).isEqualTo("w1");
            assertThat(node.get("state").getAsString()).isEqualTo("ready");
            assertThat(node.get("address").getAsString()).isEqualTo(worker.text());
            assertThat(json(get("/v1/status")).get("links").getAsInt()).isEqualTo(1);
            assertThat(get("/metrics").body()).contains("wilco_worker_state{state=\"ready\",worker=\"w1\"} 1.0");
        }
    }

    private static Map<String, String> texts(final JsonObject object) {
        return object.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        (final Map.Entry<String, JsonElement> entry) ->
                                entry.getValue().toString()));
    }

    private static JsonObject json(final HttpResponse<String> response) {
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private HttpResponse<String> get(final String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(final String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
