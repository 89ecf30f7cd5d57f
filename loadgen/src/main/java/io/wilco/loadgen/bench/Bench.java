package io.wilco.loadgen.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.wilco.cli.Durations;
import io.wilco.loadgen.load.Figures;
import io.wilco.loadgen.process.ChildProcess;
import io.wilco.loadgen.process.WilcoProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Measures in turn the bare forwarder between its generator and echo, and a dispatcher between the load generator and
 * one worker with the echo handler; three processes each.
 *
 * <p>Forwarder and echo, dispatcher and worker are started once, stay for all rounds, and are warmed by a run that does
 * not count, so that their JVMs have compiled what is measured; those whose turn it is not are idle. The generator is a
 * new process in each round, with a warm-up of its own. Rounds alternate which of the two comes first: what else
 * happens on the machine then hits both alike.
 */
public final class Bench implements AutoCloseable {
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration OVERTIME = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:\\d+)");
    private static final Pattern REGISTERED = Pattern.compile("registered with");
    private static final int WARMUP_OUTSTANDING = 256;

    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final WilcoProcesses processes = new WilcoProcesses();
    private final Path json;
    private final String forwarder;
    private final String dispatcher;

    /**
     * Starts everything but the generators.
     *
     * @param progress told in words what has been measured
     * @throws IOException if something does not come up; the message says what and why
     */
    public Bench(final BenchPlan plan, final Consumer<String> progress) throws IOException, InterruptedException {
        this.plan = plan;
        this.progress = progress;
        json = Files.createTempFile("wilco-bench", ".json");
        try {
            final String echo = listening("bare-echo", "--listen", ANY_PORT);
            forwarder = listening("bare-forwarder", "--listen", ANY_PORT, "--to", echo);
            dispatcher = listening("dispatcher", "--listen", ANY_PORT, "--admin", "none");
            start("worker", "--dispatcher", dispatcher, "--service", "echo", "--handler", "echo")
                    .awaitLine(REGISTERED, START_TIMEOUT);
        } catch (final IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private ChildProcess start(final String... arguments) throws IOException {
        return processes.start(arguments[0], List.of(arguments));
    }

    /** Starts what listens; returns where. */
    private String listening(final String... arguments) throws IOException, InterruptedException {
        return start(arguments).awaitLine(LISTENING, START_TIMEOUT).group(1);
    }

    /**
     * Measures all levels.
     *
     * @throws IOException if a run fails; the message says which and why
     */
    public List<BenchRow> run() throws IOException, InterruptedException {
        bare(WARMUP_OUTSTANDING);
        wilco(WARMUP_OUTSTANDING);
        final List<BenchRow> rows = new ArrayList<>();
        for (final int outstanding : plan.outstanding()) {
            final List<Measurement> bare = new ArrayList<>();
            final List<Measurement> wilco = new ArrayList<>();
            for (int round = 0; round < plan.rounds(); round++) {
                if (round % 2 == 0) {
                    bare.add(bare(outstanding));
                    wilco.add(wilco(outstanding));
                } else {
                    wilco.add(wilco(outstanding));
                    bare.add(bare(outstanding));
                }
                progress.accept(outstanding + " outstanding, round " + (round + 1) + " of " + plan.rounds() + ": bare "
                        + describe(bare.get(round)) + ", wilco " + describe(wilco.get(round)));
            }
            rows.add(new BenchRow(outstanding, bare, wilco));
        }
        return rows;
    }

    private static String describe(final Measurement measurement) {
        return Figures.rate(measurement.ratePerS()) + "/s p50 " + Figures.time(measurement.p50Us());
    }

    private Measurement bare(final int outstanding) throws IOException, InterruptedException {
        final ChildProcess generator = start(
                "bare-load",
                "--to",
                forwarder,
                "--outstanding",
                Integer.toString(outstanding),
                "--warmup",
                Durations.format(plan.warmup()),
                "--duration",
                Durations.format(plan.duration()));
        finish(generator);
        return Measurement.of(parse(generator.name(), String.join("\n", generator.out())));
    }

    private Measurement wilco(final int outstanding) throws IOException, InterruptedException {
        final ChildProcess generator = start(
                "load",
                "--dispatcher",
                dispatcher,
                "--service",
                "echo",
                "--outstanding",
                Integer.toString(outstanding),
                "--warmup",
                Durations.format(plan.warmup()),
                "--duration",
                Durations.format(plan.duration()),
                "--quiet",
                "--json",
                json.toString());
        finish(generator);
        return Measurement.of(parse(generator.name(), Files.readString(json)));
    }

    private void finish(final ChildProcess generator) throws IOException, InterruptedException {
        final Duration atMost = plan.warmup().plus(plan.duration()).plus(OVERTIME);
        final int code = generator.awaitExit(atMost);
        if (code != 0) {
            throw new IOException(
                    generator.name() + " ended with exit code " + code + ": " + String.join(" | ", generator.err()));
        }
    }

    private static JsonObject parse(final String name, final String text) throws IOException {
        try {
            return JsonParser.parseString(text).getAsJsonObject();
        } catch (final JsonParseException | IllegalStateException e) {
            throw new IOException(name + " left no readable result", e);
        }
    }

    /** Ends all processes, so that {@link #run} fails. Any thread. */
    public void endProcesses() {
        processes.close();
    }

    @Override
    public void close() {
        endProcesses();
        try {
            Files.deleteIfExists(json);
        } catch (final IOException e) {
            // A left-over file of some bytes in the temporary folder.
            json.toFile().deleteOnExit();
        }
    }
}
