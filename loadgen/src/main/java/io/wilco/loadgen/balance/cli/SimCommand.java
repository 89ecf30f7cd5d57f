package io.wilco.loadgen.balance.cli;

import io.wilco.cli.Subcommand;
import io.wilco.cli.UserError;
import io.wilco.loadgen.balance.BalancePlan;
import io.wilco.loadgen.balance.BalanceResult;
import io.wilco.loadgen.balance.BalanceRun;
import io.wilco.loadgen.cli.OutputFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wilco sim}: what a policy does to the tail, in virtual time. */
@Command(
        name = "sim",
        description = "Simulates requests, dispatchers and workers, and shows what each policy does to latencies.",
        sortOptions = false,
        footer = {
            "",
            "Requests come at random (Poisson) and are measured from when they reach the dispatcher to when the reply"
                    + " does. Times in the table are multiples of the mean service time. The policies and the queue are"
                    + " the dispatcher's own; 'central-queue' is the ideal: one queue and workers without delay. The"
                    + " same options give the same numbers, on any machine."
        })
public final class SimCommand implements Subcommand, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SimOptions options = new SimOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "write the rows there as JSON")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with curves there")
    private @Nullable Path html;

    @Option(names = "--svg", paramLabel = "FILE", description = "write the curves of the p99 alone there")
    private @Nullable Path svg;

    @Override
    public int order() {
        return 55;
    }

    @Override
    public Integer call() {
        final List<BalancePlan> plans = plans();
        OutputFile.check("--json", json);
        OutputFile.check("--html", html);
        OutputFile.check("--svg", svg);
        final PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        final List<BalanceResult> results = new ArrayList<>();
        SimTable.head(out);
        for (final BalancePlan plan : plans) {
            final BalanceResult result = new BalanceRun(plan).run();
            results.add(result);
            SimTable.row(out, result);
        }
        OutputFile.write("--json", json, to -> SimJson.write(to, results));
        OutputFile.write("--html", html, to -> SimPage.write(to, options.text(), results));
        OutputFile.write("--svg", svg, to -> to.print(SimPage.p99(results).file()));
        return 0;
    }

    private List<BalancePlan> plans() {
        try {
            return options.plans();
        } catch (final IllegalArgumentException e) {
            throw new UserError(Objects.requireNonNull(e.getMessage()));
        }
    }
}
