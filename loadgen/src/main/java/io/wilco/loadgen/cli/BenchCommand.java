package io.wilco.loadgen.cli;

import io.wilco.cli.Subcommand;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.loadgen.bench.Bench;
import io.wilco.loadgen.bench.BenchPlan;
import io.wilco.loadgen.bench.BenchReport;
import io.wilco.loadgen.bench.BenchRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco bench}: Wilco beside the bare forwarder. */
@Command(
        name = "bench",
        description = "Measures a dispatcher with one worker beside a bare UDP forwarder that has no protocol at all.",
        sortOptions = false,
        footer = {
            "",
            "Forwarder and dispatcher, echo and worker are started once and warmed by a run that does not count; the"
                    + " generators are new processes in each round. The rounds of both kinds alternate."
        })
public final class BenchCommand implements Subcommand, Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "of each kind at each level (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "S", description = "length of a round (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            description = "of the generator, before each round, while its JVM compiles it (default: 5s)")
    private Duration warmup = Duration.ofSeconds(5);

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            split = ",",
            description = "the levels: requests open at once (default: 1,16,256,4096)")
    private List<Integer> outstanding = List.of(1, 16, 256, 4_096);

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there as JSON")
    private @Nullable Path json;

    private volatile boolean isInterrupted;

    @Override
    public int order() {
        return 60;
    }

    @Override
    public Integer call() throws InterruptedException {
        final BenchPlan plan = plan();
        OutputFile.check("--json", json);
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        final Consumer<String> progress = text -> {
            err.println(text);
            err.flush();
        };
        try (Bench bench = new Bench(plan, progress)) {
            final BenchReport report = new BenchReport(plan, run(bench));
            report.print(out);
            OutputFile.write("--json", json, file -> file.print(report.json()));
        } catch (final IOException e) {
            if (isInterrupted) {
                return INTERRUPTED;
            }
            throw new UserError("the bench could not be run: " + e.getMessage(), UserError.RUN_FAILED);
        }
        return 0;
    }

    private List<BenchRow> run(final Bench bench) throws IOException, InterruptedException {
        final Termination termination = Termination.onSignal(() -> {
            isInterrupted = true;
            bench.endProcesses();
            return INTERRUPTED;
        });
        try {
            return bench.run();
        } finally {
            termination.close();
        }
    }

    private BenchPlan plan() {
        try {
            return new BenchPlan(rounds, Duration.ofSeconds(seconds), warmup, outstanding);
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }
}
