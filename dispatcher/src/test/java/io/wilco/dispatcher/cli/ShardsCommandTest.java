package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.admin.FakeDispatcher;
import io.wilco.dispatcher.cli.Commands.Result;
import io.wilco.dispatcher.core.ShardsSnapshot;
import io.wilco.dispatcher.core.ShardsSnapshot.ShardSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShardsCommandTest {
    private final FakeDispatcher dispatcher = new FakeDispatcher();
    private final AdminServer server = dispatcher.serve();

    @AfterEach
    void close() {
        server.close();
    }

    private Result run(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--admin", "127.0.0.1:" + server.port()));
        return Commands.run(new ShardsCommand(), all.toArray(new String[0]));
    }

    private void own() {
        dispatcher.own(new ShardsSnapshot(
                "users",
                1_234,
                7,
                List.of(
                        new ShardSnapshot("w1", 1_000, "", false, true, 1_500_000),
                        new ShardSnapshot("w1", 1_001, "w2", true, false, 250_000),
                        new ShardSnapshot("", 0, "", false, false, 0),
                        new ShardSnapshot("w2", 1_234, "", false, true, 4_000))));
    }

    @Test
    void shouldShowWhatEachWorkerHas() {
        own();

        assertThat(run().out()).isEqualTo("""
                        users: 4 shards, version 1234, moved so far 7
                        WORKER    SHARDS  SHARE  BUSY  READY  LEAVING  COMING  EPOCHS
                        (nobody)       1  25.0%  0.00      0        0       0  -
                        w1             2  50.0%  1.75      1        1       0  1000..1001
                        w2             1  25.0%  0.00      1        0       1  1234..1234
                        """);
    }

    @Test
    void shouldShowEachShardOfAService() {
        own();

        assertThat(run("--service", "users").out()).isEqualTo("""
                        SHARD  EPOCH             BUSY  OWNER
                            0  1000              1.50  w1
                            1  1001              0.25  w1, then w2
                            2  0                 0.00  (nobody)
                            3  1234              0.00  w2
                        """);
    }

    @Test
    void shouldShowEverythingToPrograms() {
        own();

        final JsonObject shard = new Gson()
                .fromJson(run("--json").out(), JsonObject.class)
                .getAsJsonArray("services")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("shards")
                .get(1)
                .getAsJsonObject();

        assertThat(shard)
                .hasToString(
                        "{\"shard\":1,\"owner\":\"w1\",\"epoch\":1001,\"next\":\"w2\",\"moving\":true,\"ready\":false,\"work_us\":250000}");
    }

    @Test
    void shouldSayThatThereIsNothingToShow() {
        assertThat(run()).isEqualTo(new Result(0, "no service has been asked for a key yet\n", ""));
        assertThat(run("--service", "users"))
                .isEqualTo(new Result(
                        2,
                        "no service has been asked for a key yet\n",
                        "--service: 'users' has not been asked for a key; leave it out to see all\n"));
    }
}
