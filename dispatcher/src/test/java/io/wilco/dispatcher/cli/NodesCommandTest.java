package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.wilco.cli.HostPort;
import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.admin.FakeDispatcher;
import io.wilco.dispatcher.admin.SnapshotSource;
import io.wilco.dispatcher.admin.Snapshots;
import io.wilco.dispatcher.cli.Commands.Result;
import io.wilco.dispatcher.cli.NodesTable.Sample;
import io.wilco.wire.WorkerTraits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodesCommandTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void shouldShowATable() throws Exception {
        try (AdminServer server = start(timeout -> Snapshots.afterSeconds(8_000))) {
            final Result result = run("--admin", "127.0.0.1:" + server.port());

            assertThat(result.code()).isZero();
            assertThat(result.out()).isEqualTo("""
                serving for 2h13m, policy jbsq, cluster: leads, 34 open, 33 queued, 8M received, 3 rejected, 7 re-dispatched, 12 links
                WORKER  SERVICE      STATE  EXEC  QUEUED  CONC  SERVICE-TIME  QUEUE-DELAY  ASSIGNED  COMPLETED  RETRANS  REDISP     P50    P99  P99.9
                w1      echo,resize  ready    41      42     8        1.25ms       46.5us        8M         8M       50      51  1.31ms  4.2ms   1.2s
                w"2\\    echo         down      0       0     1             -            -        61         60        0       1       -      -      -
                """);
        }
    }

    @Test
    void shouldPassTheJsonThrough() throws Exception {
        try (AdminServer server = start(timeout -> Snapshots.afterSeconds(5))) {
            final Result result = run("--json", "--admin=127.0.0.1:" + server.port());

            final JsonArray nodes =
                    JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("nodes");
            assertThat(nodes.get(0).getAsJsonObject().get("completed").getAsInt())
                    .isEqualTo(5_000);
        }
    }

    @Test
    void shouldSayHowToGetWorkers() {
        final JsonObject status = new JsonObject();
        status.addProperty("state", "draining");

        final JsonObject nodes = new JsonObject();
        nodes.add("nodes", new JsonArray());

        final String table = NodesTable.render(new Sample(status, nodes), null, false);

        assertThat(table)
                .startsWith("draining for 0s")
                .endsWith("start one with './wilco worker --dispatcher HOST:PORT'\n");
        assertThat(table.lines()).hasSize(2);
    }

    @Test
    void shouldShowRatesBetweenTwoSamples() throws Exception {
        final AtomicInteger seconds = new AtomicInteger(100);
        try (AdminServer server = start(timeout -> Snapshots.afterSeconds(seconds.get()))) {
            final AdminClient client = new AdminClient(HostPort.parse("127.0.0.1:" + server.port()));
            final Sample before = client.sample();
            seconds.set(104);
            Sample now = client.sample();
            while (now.status().get("uptime_s").getAsDouble() < 104
                    || now.nodes().get("uptime_s").getAsDouble() < 104) {
                now = client.sample();
            }

            final List<String> lines =
                    NodesTable.render(now, before, false).lines().toList();

            assertThat(lines.get(0)).contains("policy jbsq, cluster: leads, 1k requests/s, 34 open");
            assertThat(lines.get(1)).contains("  REQ/S  ASSIGNED");
            assertThat(lines.get(2)).contains("46.5us     1k  ");
            assertThat(lines.get(3)).contains("  -      0  ");
        }
    }

    @Test
    void shouldColourStatesAndKeepTheColumnsAligned() throws Exception {
        try (AdminServer server = start(timeout -> Snapshots.afterSeconds(5))) {
            final Sample sample = new AdminClient(HostPort.parse("127.0.0.1:" + server.port())).sample();

            final String coloured = NodesTable.render(sample, null, true);

            assertThat(coloured).contains("\u001b[32mready\u001b[0m", "\u001b[31mdown\u001b[0m", "\u001b[32mserving");
            assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(NodesTable.render(sample, null, false));
        }
    }

    @Test
    void shouldShowWeightTierAndZoneOnlyWhereAWorkerHasUnusualOnes() throws Exception {
        final FakeDispatcher dispatcher =
                new FakeDispatcher().with("w1", WorkerTraits.DEFAULT, 0).with("w2", new WorkerTraits(250, 0, ""), 0);
        try (AdminServer server = dispatcher.serve()) {
            assertThat(columnsAndRows(server))
                    .containsExactly(
                            "WORKER SERVICE STATE WEIGHT EXEC",
                            "w1 echo,resize ready 100 41",
                            "w2 echo,resize ready 250 41");
        }
        dispatcher.with("w2", WorkerTraits.DEFAULT, 0).with("w3", new WorkerTraits(100, 1, "north"), 0);
        try (AdminServer server = dispatcher.serve()) {
            assertThat(columnsAndRows(server))
                    .containsExactly(
                            "WORKER SERVICE STATE TIER ZONE EXEC",
                            "w1 echo,resize ready 0 - 41",
                            "w2 echo,resize ready 0 - 41",
                            "w3 echo,resize ready 1 north 41");
        }
    }

    /** The lines below the first, up to the column that comes after those that are not always there. */
    private static List<String> columnsAndRows(final AdminServer server) {
        return run("--admin", "127.0.0.1:" + server.port())
                .out()
                .lines()
                .skip(1)
                .map(line -> line.replaceAll(" +", " ").replaceAll("( EXEC| 41) .*", "$1"))
                .toList();
    }

    @Test
    void shouldOverwriteTheScreenButOnlyOnATerminal() {
        final StringWriter terminal = new StringWriter();
        final Screen screen = new Screen(new PrintWriter(terminal), true);
        screen.show("a\nb\n");
        screen.show("c\n");
        assertThat(terminal).hasToString("\u001b[2J\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J\u001b[Hc\u001b[K\n\u001b[J");

        final StringWriter file = new StringWriter();
        final Screen plain = new Screen(new PrintWriter(file), false);
        plain.show("a\n");
        plain.show("b\n");
        assertThat(file).hasToString("a\n\nb\n");
    }

    @Test
    void shouldSayThatNothingListens() throws Exception {
        final AdminServer server = start(timeout -> Snapshots.afterSeconds(5));
        server.close();

        final Result result = run("--admin", "127.0.0.1:" + server.port());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("--admin: nothing listens on TCP 127.0.0.1:" + server.port()
                        + "; start './wilco dispatcher', or give its --admin address\n");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void shouldSayThatTheDispatcherDoesNotAnswer() throws Exception {
        try (AdminServer server = start(timeout -> {
            throw new TimeoutException("stuck");
        })) {
            final Result result = run("--admin", "127.0.0.1:" + server.port());

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("does not answer in time");
        }
    }

    @Test
    void shouldSayThatSomethingElseListens() throws Exception {
        for (final String body : new String[] {"<html>", "[1]", "{\"nodes\": 1}", "{\"nodes\": [2]}"}) {
            final HttpServer other = HttpServer.create(ANY_PORT, 1);
            other.createContext("/v1/", exchange -> {
                final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            other.start();
            try {
                final Result result =
                        run("--admin", "127.0.0.1:" + other.getAddress().getPort());

                assertThat(result.code()).as(body).isEqualTo(2);
                assertThat(result.err()).contains("is no dispatcher of this version");
            } finally {
                other.stop(0);
            }
        }
    }

    private static AdminServer start(final SnapshotSource source) throws IOException {
        return AdminServer.start(ANY_PORT, source, timeout -> List.of(), new FakeDispatcher());
    }

    private static Result run(final String... args) {
        return Commands.run(new NodesCommand(), args);
    }
}
