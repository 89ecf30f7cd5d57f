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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processes of a demonstration: a dispatcher, workers, a load generator. {@link #close} ends them all. */
public final class DemoCluster implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+)");
    private static final Pattern ADMIN = Pattern.compile("http://[^/\\s]+");
    private static final Pattern REGISTERED = Pattern.compile("registered with");
    private static final String ANY_PORT = "127.0.0.1:0";

    private final DemoConfig config;
    private final WilcoProcesses processes = new WilcoProcesses();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ADMIN_TIMEOUT).build();
    private final List<ChildProcess> workers = new ArrayList<>();
    private final Path result;
    private final ChildProcess dispatcher;
    private final String address;
    private final URI admin;

    /**
     * Starts the dispatcher.
     *
     * @throws IOException if it does not come up; the message says why
     */
    public DemoCluster(final DemoConfig config) throws IOException, InterruptedException {
        this.config = config;
        result = Files.createTempFile("wilco-demo", ".json");
        try {
            dispatcher =
                    processes.start("dispatcher", List.of("dispatcher", "--listen", ANY_PORT, "--admin", ANY_PORT));
            final Matcher line = dispatcher.awaitLine(LISTENING, START_TIMEOUT);
            address = line.group(1);
            admin = URI.create(dispatcher.awaitLine(ADMIN, START_TIMEOUT).group());
        } catch (final IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the dispatcher listens. */
    public String address() {
        return address;
    }

    /** Where its admin pages are. */
    public URI admin() {
        return admin;
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
                            address,
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
                        address,
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

    /** What the dispatcher shows at a path of its admin pages; empty if it does not answer in time. */
    public Optional<JsonObject> look(final String path) throws InterruptedException {
        try {
            final HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(admin.resolve(path))
                            .timeout(ADMIN_TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
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
