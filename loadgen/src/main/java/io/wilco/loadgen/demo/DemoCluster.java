package io.wilco.loadgen.demo;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.WilcoProcesses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The processes of a demonstration: a dispatcher, workers, a load generator. {@link #close} ends them all. */
public final class DemoCluster implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(1);

    /** So many that each of several dispatchers has some. */
    private static final int CLIENTS = 6;

    private static final Pattern REGISTERED = Pattern.compile("registered with");

    private final DemoConfig config;
    private final WilcoProcesses processes = new WilcoProcesses();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ADMIN_TIMEOUT).build();
    private final List<ChildProcess> workers = new ArrayList<>();
    private final Path result;
    private @Nullable DemoDispatchers dispatchers;

    /**
     * Starts the dispatchers.
     *
     * @throws IOException if it does not come up; the message says why
     */
    public DemoCluster(final DemoConfig config) throws IOException, InterruptedException {
        this.config = config;
        result = Files.createTempFile("wilco-demo", ".json");
        try {
            dispatchers = new DemoDispatchers(config.dispatchers(), processes, START_TIMEOUT);
        } catch (final IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private DemoDispatchers dispatchers() {
        return Objects.requireNonNull(dispatchers, "they have started");
    }

    /** Where the dispatchers listen. */
    public String address() {
        return dispatchers().addresses();
    }

    /** Where the first one's admin pages are. */
    public URI admin() {
        return dispatchers().admin();
    }

    /** Kills the dispatcher that leads the others (SIGKILL); returns its name. */
    public String killLeader() {
        return dispatchers().killLeader();
    }

    /** Starts the workers and waits until all are registered. */
    public void startWorkers() throws IOException, InterruptedException {
        for (int number = 1; number <= config.workers(); number++) {
            final String id = "worker-" + number;
            workers.add(processes.start(
                    id,
                    List.of(
                            "worker",
                            "--dispatcher",
                            address(),
                            "--id",
                            id,
                            "--handler",
                            "synthetic",
                            "--concurrency",
                            Integer.toString(DemoConfig.CONCURRENCY))));
        }
        for (final ChildProcess worker : workers) {
            worker.awaitLine(REGISTERED, START_TIMEOUT);
        }
    }

    /** Starts the load generator. */
    public ChildProcess startLoad() throws IOException {
        return processes.start(
                "load",
                List.of(
                        "load",
                        "--dispatcher",
                        address(),
                        "--clients",
                        Integer.toString(config.dispatchers() == 1 ? 1 : CLIENTS),
                        "--service",
                        "synthetic",
                        "--service-time",
                        DemoConfig.SERVICE_TIME,
                        "--rate",
                        Integer.toString(config.ratePerSecond()),
                        "--warmup",
                        "2s",
                        "--duration",
                        config.seconds() + "s",
                        "--delivery",
                        "at-least-once",
                        "--json",
                        result.toString()));
    }

    /** Kills a worker (SIGKILL), which one is left to the caller; returns its name. */
    public String kill(final int index) {
        final ChildProcess worker = workers.get(index);
        worker.kill();
        return worker.name() + " (pid " + worker.pid() + ")";
    }

    /** What the dispatchers show at a path of their admin pages, added up; empty if none answers in time. */
    public Optional<JsonObject> look(final String path) throws InterruptedException {
        final List<JsonObject> pages = new ArrayList<>();
        for (final URI admin : dispatchers().admins()) {
            look(admin.resolve(path)).ifPresent(pages::add);
        }
        return DemoDispatchers.sum(pages);
    }

    private Optional<JsonObject> look(final URI page) throws InterruptedException {
        try {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(page).timeout(ADMIN_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            return Optional.ofNullable(new Gson().fromJson(response.body(), JsonObject.class));
        } catch (final IOException | JsonParseException e) {
            // A busy machine; the next look will do.
            return Optional.empty();
        }
    }

    /**
     * What the load generator counted, once it has ended.
     *
     * @throws IOException if it left nothing to read
     */
    public JsonObject result() throws IOException {
        try {
            final JsonObject counted = new Gson().fromJson(Files.readString(result), JsonObject.class);
            if (counted == null) {
                throw new IOException("the load generator left no result");
            }
            return counted;
        } catch (final JsonParseException e) {
            throw new IOException("the load generator left no readable result", e);
        }
    }

    /** Ends all processes. Any thread. */
    public void stop() {
        processes.close();
        if (dispatchers != null) {
            dispatchers.forget();
        }
        try {
            Files.deleteIfExists(result);
        } catch (final IOException e) {
            // A left-over file of some bytes in the temporary folder.
            result.toFile().deleteOnExit();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
