package io.wilco.loadgen.balance.cli;

import io.wilco.dispatcher.policy.Policies;
import io.wilco.loadgen.balance.BalancePlan;
import io.wilco.loadgen.balance.BalanceResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A page with the curves of {@code wilco sim} and the table below, in one file that needs no other. */
final class SimPage {
    private static final String UNIT = "multiples of the mean service time";

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;
            background:#fcfcfb;color:#0b0b0b}
            svg{display:block;max-width:100%;height:auto;margin:1.5rem 0}
            div{overflow-x:auto}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums}
            th,td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #e4e3df}
            th:first-child,td:first-child{text-align:left}
            @media(prefers-color-scheme:dark){
            body{background:#1a1a19;color:#fff}
            th,td{border-color:#383835}
            }
            """;

    private SimPage() {}

    /**
     * Writes the page.
     *
     * @param caption the options of the run
     * @param results at least one
     */
    static void write(final PrintStream to, final String caption, final List<BalanceResult> results) {
        to.print("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                + "<title>wilco sim</title>\n<style>\n" + Chart.STYLE + STYLE + "</style>\n</head>\n<body>\n"
                + "<h1>What each policy does to latencies</h1>\n");
        to.print("<p>" + escaped(caption) + ".</p>\n"
                + "<p>Requests come at random (Poisson). Times are multiples of the mean service time, from when a"
                + " request reaches the dispatcher to when the reply does. Point at a mark for its number.</p>\n");
        to.println(p99(results).svg());
        to.println(chart("p99.9", UNIT, true, results, BalanceResult::p999X).svg());
        to.println(chart("mean", UNIT, true, results, BalanceResult::meanX).svg());
        to.println(chart("goodput", "% of the requests", false, results, result -> 100 * result.goodput())
                .svg());
        table(to, results);
        to.print("</body>\n</html>\n");
    }

    /** The chart that matters most. */
    static Chart p99(final List<BalanceResult> results) {
        return chart("p99", UNIT, true, results, BalanceResult::p99X);
    }

    private static Chart chart(
            final String title,
            final String unit,
            final boolean isLog,
            final List<BalanceResult> results,
            final ToDoubleFunction<BalanceResult> value) {
        final Map<String, List<Chart.Point>> points = new LinkedHashMap<>();
        for (final BalanceResult result : results) {
            points.computeIfAbsent(result.plan().policyName(), name -> new ArrayList<>())
                    .add(new Chart.Point(result.plan().load(), value.applyAsDouble(result)));
        }
        final List<Chart.Curve> curves = new ArrayList<>();
        points.forEach((name, own) -> curves.add(new Chart.Curve(name, style(name), own)));
        return new Chart(title, unit, isLog, curves);
    }

    /** A policy has the same colour whoever else is shown. */
    private static String style(final String policy) {
        return policy.equals(BalancePlan.CENTRAL_QUEUE) ? "ideal" : "c" + Policies.NAMES.indexOf(policy);
    }

    private static void table(final PrintStream to, final List<BalanceResult> results) {
        to.print("<div><table>\n<thead><tr><th>policy</th><th>load</th><th>mean</th><th>p50</th><th>p99</th>"
                + "<th>p99.9</th><th>goodput</th><th>rejected</th><th>errors</th></tr></thead>\n<tbody>\n");
        for (final BalanceResult result : results) {
            to.print(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%.3f</td><td>%.3f</td><td>%.3f</td><td>%.3f</td><td>%.3f</td>"
                            + "<td>%.3f %%</td><td>%.3f %%</td><td>%.3f %%</td></tr>\n",
                    result.plan().policyName(),
                    result.plan().load(),
                    result.meanX(),
                    result.p50X(),
                    result.p99X(),
                    result.p999X(),
                    100 * result.goodput(),
                    100 * result.rejected(),
                    100 * result.errors()));
        }
        to.print("</tbody>\n</table></div>\n");
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
