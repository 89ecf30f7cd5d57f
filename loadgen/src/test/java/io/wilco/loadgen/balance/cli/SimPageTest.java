package io.wilco.loadgen.balance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.cli.Durations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import picocli.CommandLine;

class SimPageTest {
    @TempDir
    private Path folder;

    /** What an option writes, given others. */
    private String file(final String option, final String args) throws IOException {
        final Path file = folder.resolve("out");
        final int code = new CommandLine(new SimCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .registerConverter(Duration.class, Durations::parse)
                .execute((args + " --requests 2000 " + option + " " + file).split(" "));
        assertThat(code).isZero();
        return Files.readString(file);
    }

    private static Document xml(final String text) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final Exception e) {
            throw new AssertionError(text, e);
        }
    }

    private static long count(final String text, final String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    void shouldDrawACurveForEachPolicyAndPutTheTableBelow() throws IOException {
        // given, when
        final String page = file("--html", "--policy jbsq,random,central-queue --load 0.5:0.9:0.1");

        // then there are four charts of three curves of five points, and all rows
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("16 workers of concurrency 1, exp:1ms, 1 dispatcher, delay 5us, 2,000 requests a row, seed 1")
                .contains("multiples of the mean service time", "% of the requests", "prefers-color-scheme:dark");
        final String[] charts = page.split("<svg ", -1);
        assertThat(charts).hasSize(5);
        for (int i = 1; i < charts.length; i++) {
            final String svg = "<svg " + charts[i].substring(0, charts[i].indexOf("</svg>") + 6);
            assertThat(xml(svg).getElementsByTagName("g").getLength()).isEqualTo(3);
            assertThat(count(svg, "<circle ")).isEqualTo(15);
        }
        assertThat(count(page, "<tr><td>")).isEqualTo(15);
    }

    @Test
    void shouldNeedNothingFromOutside() throws IOException {
        final String page = file("--html", "--policy all --load 0.5:0.6:0.1");

        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "src=", "@import", "<script");
    }

    @Test
    void shouldDrawBarsForASingleLoad() throws IOException {
        final String page = file("--html", "--policy all --load 0.7");

        assertThat(count(page, "<rect ")).isEqualTo(4 * 9);
        assertThat(page).doesNotContain("<circle");
    }

    @Test
    void shouldSayTheNumberOfEachPointAsInTheTable() throws IOException {
        // given, when
        final String page = file("--html", "--policy jbsq --load 0.5:0.6:0.1");

        // then
        final MatchResult row = Pattern.compile(
                        "<tr><td>jbsq</td><td>0.600</td><td>[0-9.]+</td><td>[0-9.]+</td><td>([0-9.]+)</td>")
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow();
        assertThat(page).contains("<title>jbsq at load 0.6: p99 " + row.group(1) + "</title>");
    }

    @Test
    void shouldWriteOneChartAsAFileOfItsOwn() throws IOException {
        // given, when
        final Document svg = xml(file("--svg", "--policy jbsq,random --load 0.5:0.9:0.1"));

        // then all of it is within the frame
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("style").getLength()).isEqualTo(1);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            final Element circle = (Element) svg.getElementsByTagName("circle").item(i);
            assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(66.0, 612.0);
            assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(44.0, 368.0);
        }
    }

    @Test
    void shouldDrawAlsoWhatNobodyAnswered() throws IOException {
        // given a deadline that is over at once
        final String page = file("--html", "--policy random --load 0.5:0.6:0.1 --deadline 1ns");

        // then
        assertThat(page).contains("<td>0.000 %</td>").doesNotContain("NaN", "Infinity");
    }
}
