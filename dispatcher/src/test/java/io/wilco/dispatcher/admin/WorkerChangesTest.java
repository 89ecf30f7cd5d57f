package io.wilco.dispatcher.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.LocalWorker;
import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.wire.WorkerTraits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changing workers over real HTTP. */
@Timeout(60)
class WorkerChangesTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeDispatcher dispatcher = new FakeDispatcher().with("w1", WorkerTraits.DEFAULT, 3);
    private AdminServer server = dispatcher.serve();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldChangeAWorker() throws Exception {
        final HttpResponse<String> response = post("/v1/nodes/w1?weight=250&state=drain&force=true");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body().replaceAll("\\s", "")).isEqualTo("{\"ok\":true}");
        assertThat(dispatcher.changes()).containsExactly("w1 weight=250 state=DRAIN force=true");
    }

    @Test
    void shouldTakeAWorkerForDeadThatIsNotThere() throws Exception {
        assertThat(post("/v1/nodes/w1?dead=true").statusCode()).isEqualTo(423);
        assertThat(post("/v1/nodes/w9?dead=true").statusCode()).isEqualTo(404);
        dispatcher.change("w1", WorkerChange.ofState(AdminState.MAINT), Duration.ofSeconds(1));

        assertThat(post("/v1/nodes/w1?dead=true").statusCode()).isEqualTo(200);

        assertThat(dispatcher.changes()).last().isEqualTo("w1 dead");
    }

    @Test
    void shouldShowAndChangeWhatAllDispatchersDo() throws Exception {
        assertThat(get("/v1/settings")).isEqualTo("{\"policy\":\"\",\"rebalance_moves\":4}");

        assertThat(post("/v1/settings?policy=prequal&rebalance-moves=0").statusCode())
                .isEqualTo(200);

        assertThat(get("/v1/settings")).isEqualTo("{\"policy\":\"prequal\",\"rebalance_moves\":0}");
        assertThat(post("/v1/settings").body()).contains("say what to change: policy=NAME or rebalance-moves=N");
        assertThat(post("/v1/settings?policy=best").body()).contains("no policy is named 'best'");
        assertThat(post("/v1/settings?rebalance-moves=65").body()).contains("rebalance-moves is 0 to 64, not '65'");
    }

    private String get(final String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .body()
                .replaceAll("\\s", "");
    }

    @Test
    void shouldShowTheChangeToWhoeverLooksNext() throws Exception {
        assertThat(nodes()).contains("\"state\": \"ready\"", "\"weight\": 100");

        post("/v1/nodes/w1?state=maint&weight=7");

        assertThat(nodes()).contains("\"state\": \"maint\"", "\"wanted\": \"maint\"", "\"weight\": 7");
    }

    @Test
    void shouldKnowWorkersWhateverTheyCallThemselves() throws Exception {
        dispatcher.with("a/b c+d%ü?&", WorkerTraits.DEFAULT, 0);

        assertThat(post("/v1/nodes/a%2Fb%20c+d%25%C3%BC%3F%26?weight=5").statusCode())
                .isEqualTo(200);
        assertThat(dispatcher.changes()).containsExactly("a/b c+d%ü?& weight=5 state=null force=false");
    }

    @Test
    void shouldSayThatThereIsNoSuchWorker() throws Exception {
        final HttpResponse<String> response = post("/v1/nodes/w2?weight=5");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("no worker is named 'w2'\n");
    }

    @Test
    void shouldSayWhyItIsRefused() throws Exception {
        dispatcher.refuse("it is the last one");

        assertThat(post("/v1/nodes/w1?state=drain").statusCode()).isEqualTo(409);
        assertThat(post("/v1/nodes/w1?state=drain").body()).isEqualTo("it is the last one\n");
        assertThat(post("/v1/nodes/w1?state=drain&force=true").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 'say what to change: weight=N or state=ready|drain|maint'",
                "?; 'say what to change: weight=N or state=ready|drain|maint'",
                "?force=true; 'say what to change: weight=N or state=ready|drain|maint'",
                "?weight=0; 'weight is 1 to 10000, not ''0'''",
                "?weight=10001; 'weight is 1 to 10000, not ''10001'''",
                "?weight=-5; 'weight is 1 to 10000, not ''-5'''",
                "?weight=; 'weight is 1 to 10000, not '''''",
                "?weight=99999999999; 'weight is 1 to 10000, not ''99999999999'''",
                "?weight=5&weight=6; '''weight'' is there twice'",
                "?state=READY; 'state is ready|drain|maint, not ''READY'''",
                "?state=gone%20x; 'state is ready|drain|maint, not ''gone x'''",
                "?state=drain&force=1; 'force is true or false, not ''1'''",
                "?wieght=5; 'there is no parameter ''wieght''; there are weight, state, force, dead'",
            })
    void shouldSayWhichParameterIsBad(final String query, final String message) throws Exception {
        final HttpResponse<String> response = post("/v1/nodes/w1" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(message + "\n");
        assertThat(dispatcher.changes()).isEmpty();
    }

    @Test
    void shouldHeedNoWebPage() throws Exception {
        final URI uri = uri("/v1/nodes/w1?weight=5");
        final HttpRequest.Builder form = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody());
        final HttpRequest.Builder script = form.copy().header("X-Wilco", "1").header("Origin", "http://evil.example");

        for (final HttpRequest.Builder request : new HttpRequest.Builder[] {form, script}) {
            final HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).startsWith("send the header 'X-Wilco: 1'");
        }
        assertThat(dispatcher.changes()).isEmpty();
    }

    @Test
    void shouldTakeNoBody() throws Exception {
        for (final BodyPublisher body : new BodyPublisher[] {
            BodyPublishers.ofString("weight=5"),
            BodyPublishers.fromPublisher(BodyPublishers.ofString("of unknown length"))
        }) {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri("/v1/nodes/w1?weight=5"))
                            .header("X-Wilco", "1")
                            .POST(body)
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).startsWith("send no body");
        }
        assertThat(dispatcher.changes()).isEmpty();
    }

    @Test
    void shouldChangeNothingByOtherMethods() throws Exception {
        for (final String method : new String[] {"GET", "HEAD", "PUT", "DELETE"}) {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri("/v1/nodes/w1?weight=5"))
                            .header("X-Wilco", "1")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("POST");
        }
        assertThat(dispatcher.changes()).isEmpty();
    }

    @Test
    void shouldSayThatTheEngineDoesNotAnswer() throws Exception {
        dispatcher.stick();

        assertThat(post("/v1/nodes/w1?weight=5").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldChangeAWorkerOfARunningDispatcher() throws Exception {
        try (Dispatcher running = Dispatcher.start(DispatcherConfig.DEFAULT, ANY_PORT);
                LocalWorker first = LocalWorker.echo(running, "w1");
                LocalWorker second = LocalWorker.echo(running, "w2")) {
            server.close();
            server = AdminServer.start(ANY_PORT, running::snapshot, running::shards, running);

            assertThat(post("/v1/nodes/w1?state=drain").statusCode()).isEqualTo(200);
            assertThat(post("/v1/nodes/w2?state=drain").statusCode()).isEqualTo(409);

            assertThat(nodes())
                    .contains("\"state\": \"draining\"", "\"state\": \"ready\"", first.text(), second.text());
        }
        assertThat(post("/v1/nodes/w1?state=ready").statusCode()).isEqualTo(503);
    }

    private String nodes() throws Exception {
        return http.send(HttpRequest.newBuilder(uri("/v1/nodes")).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(final String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("X-Wilco", "1")
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(final String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
