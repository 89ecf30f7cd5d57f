package io.wilco.loadgen.balance.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * One figure of several policies, drawn as SVG: curves over the load, or bars if there is only one load. Its colours
 * are those of {@link #STYLE}.
 *
 * @param title what is shown
 * @param unit of the values
 * @param isLog whether curves have a logarithmic axis; values that are not above 0 are left out of those
 * @param curves at least one, each with the same loads
 */
record Chart(String title, String unit, boolean isLog, List<Curve> curves) {
    /** How the parts of a chart look, in light and dark; for the page or the file that they are in. */
    static final String STYLE = """
            svg{background:#fcfcfb;font:12px system-ui,sans-serif}
            text{fill:#52514e;stroke:none}
            .title{fill:#0b0b0b;font-size:15px;font-weight:600}
            .grid{stroke:#e4e3df}
            .c0{stroke:#2a78d6;fill:#2a78d6}.c1{stroke:#1baf7a;fill:#1baf7a}.c2{stroke:#eda100;fill:#eda100}
            .c3{stroke:#008300;fill:#008300}.c4{stroke:#4a3aa7;fill:#4a3aa7}.c5{stroke:#e34948;fill:#e34948}
            .c6{stroke:#e87ba4;fill:#e87ba4}.c7{stroke:#eb6834;fill:#eb6834}
            .ideal{stroke:#52514e;fill:#52514e;stroke-dasharray:5 4}
            .line{fill:none;stroke-width:2;stroke-linejoin:round}
            circle,.bar{stroke:none}
            @media(prefers-color-scheme:dark){
            svg{background:#1a1a19}
            text{fill:#c3c2b7}
            .title{fill:#fff}
            .grid{stroke:#383835}
            .c0{stroke:#3987e5;fill:#3987e5}.c1{stroke:#199e70;fill:#199e70}.c2{stroke:#c98500;fill:#c98500}
            .c4{stroke:#9085e9;fill:#9085e9}.c5{stroke:#e66767;fill:#e66767}.c6{stroke:#d55181;fill:#d55181}
            .c7{stroke:#d95926;fill:#d95926}
            .ideal{stroke:#c3c2b7;fill:#c3c2b7}
            }
            """;

    private static final int WIDTH = 780;
    private static final int HEIGHT = 420;
    private static final int LEFT = 66;
    private static final int RIGHT = WIDTH - 168;
    private static final int TOP = 44;
    private static final int BOTTOM = HEIGHT - 52;
    private static final int BARS_LEFT = 140;
    private static final int BARS_RIGHT = WIDTH - 96;
    private static final int BAR_STEP = 28;
    private static final int BAR_HEIGHT = 18;
    private static final int LEGEND_STEP = 22;

    /** What there is of one policy. */
    record Curve(String name, String style, List<Point> points) {}

    /** A value at a load. */
    record Point(double load, double value) {}

    /** The {@code svg} element, without a style. */
    String svg() {
        return svg("");
    }

    /** A whole file. */
    String file() {
        return svg("<style>\n" + STYLE + "</style>\n") + "\n";
    }

    private String svg(final String first) {
        final boolean isBars = curves.get(0).points().size() == 1;
        final int height = isBars ? TOP + curves.size() * BAR_STEP + 52 : HEIGHT;
        final StringBuilder out = new StringBuilder();
        print(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " role=\"img\" aria-label=\"%s\">%n%s",
                WIDTH,
                height,
                WIDTH,
                height,
                title,
                first);
        print(out, "<text class=\"title\" x=\"%d\" y=\"24\">%s</text>%n", isBars ? 16 : LEFT, title);
        if (isBars) {
            bars(out);
        } else {
            lines(out);
        }
        return out.append("</svg>").toString();
    }

    private DoubleStream values() {
        return points().mapToDouble(Point::value);
    }

    private Stream<Point> points() {
        return curves.stream().flatMap(curve -> curve.points().stream());
    }

    private void lines(final StringBuilder out) {
        final Scale x = Scale.over(points().mapToDouble(Point::load), LEFT, RIGHT);
        final Scale y = isLog ? Scale.log(values(), BOTTOM, TOP) : Scale.fromZero(values(), BOTTOM, TOP);
        for (final double tick : y.ticks()) {
            rule(out, LEFT, y.at(tick), RIGHT, y.at(tick));
            label(out, LEFT - 8, y.at(tick) + 4, "end", Scale.text(tick));
        }
        columns(out, x, BOTTOM);
        label(out, (LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", "load: share of what the workers can do");
        print(
                out,
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + BOTTOM) / 2,
                unit);
        for (int i = 0; i < curves.size(); i++) {
            line(out, curves.get(i), x, y, TOP + 8 + i * LEGEND_STEP);
        }
    }

    private void line(final StringBuilder out, final Curve curve, final Scale x, final Scale y, final int legendY) {
        final List<Point> shown = curve.points().stream()
                .filter(point -> !isLog || point.value() > 0)
                .toList();
        print(out, "<g class=\"%s\">%n<path class=\"line\" d=\"", curve.style());
        for (int i = 0; i < shown.size(); i++) {
            final Point point = shown.get(i);
            print(out, "%s%.1f %.1f", i == 0 ? "M" : "L", x.at(point.load()), y.at(point.value()));
        }
        print(out, "M%d %dh22\"/>%n", RIGHT + 16, legendY - 4);
        for (final Point point : shown) {
            print(
                    out,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\">%s</circle>%n",
                    x.at(point.load()),
                    y.at(point.value()),
                    hover(curve, point));
        }
        label(out, RIGHT + 46, legendY, "start", curve.name());
        out.append("</g>\n");
    }

    private void bars(final StringBuilder out) {
        final int bottom = TOP + curves.size() * BAR_STEP;
        final Scale x = Scale.fromZero(values(), BARS_LEFT, BARS_RIGHT);
        columns(out, x, bottom);
        label(out, (BARS_LEFT + BARS_RIGHT) / 2.0, bottom + 42, "middle", unit);
        for (int i = 0; i < curves.size(); i++) {
            final Curve curve = curves.get(i);
            final Point point = curve.points().get(0);
            final double end = x.at(point.value());
            final int y = TOP + i * BAR_STEP + (BAR_STEP - BAR_HEIGHT) / 2;
            label(out, BARS_LEFT - 8, y + 14, "end", curve.name());
            print(
                    out,
                    "<g class=\"%s\"><rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\">%s</rect></g>%n",
                    curve.style(),
                    BARS_LEFT,
                    y,
                    end - BARS_LEFT,
                    BAR_HEIGHT,
                    hover(curve, point));
            label(out, end + 6, y + 14, "start", String.format(Locale.ROOT, "%.3f", point.value()));
        }
    }

    /** Upright rules, with what they stand for below. */
    private static void columns(final StringBuilder out, final Scale x, final int bottom) {
        for (final double tick : x.ticks()) {
            rule(out, x.at(tick), TOP, x.at(tick), bottom);
            label(out, x.at(tick), bottom + 20, "middle", Scale.text(tick));
        }
    }

    private String hover(final Curve curve, final Point point) {
        return String.format(
                Locale.ROOT,
                "<title>%s at load %s: %s %.3f</title>",
                curve.name(),
                Scale.text(point.load()),
                title,
                point.value());
    }

    private static void rule(
            final StringBuilder out, final double x1, final double y1, final double x2, final double y2) {
        print(out, "<path class=\"grid\" d=\"M%.1f %.1fL%.1f %.1f\"/>%n", x1, y1, x2, y2);
    }

    private static void label(
            final StringBuilder out, final double x, final double y, final String anchor, final String text) {
        print(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static void print(final StringBuilder out, final String format, final Object... values) {
        out.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }
}
