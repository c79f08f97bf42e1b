// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.List;
import java.util.Locale;

/** Draws figures as an SVG bar chart, one bar per row, with a line from the smallest to the largest value. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int BAR = 22;
    private static final int STEP = 34;
    private static final int LEFT = 250;
    private static final int RIGHT = 110;
    private static final int TOP = 46;

    private BarChart() {}

    /** @param column the column whose values are drawn */
    static String of(Figures figures, String column) {
        double largest = figures.rows().stream()
                .flatMap(row -> row.values().stream())
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(largest, Double.MIN_NORMAL);
        List<Figures.Row> rows = figures.rows();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"24\" font-size=\"15\">%s, %s (%s)</text>%n",
                WIDTH,
                TOP + STEP * rows.size() + 8,
                escaped(figures.title()),
                escaped(column),
                escaped(figures.unit())));
        for (int i = 0; i < rows.size(); i++) {
            append(svg, figures, rows.get(i), column, TOP + STEP * i, scale);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(
            StringBuilder svg, Figures figures, Figures.Row row, String column, int y, double scale) {
        double value = figures.value(row, column);
        double length = Double.isNaN(value) ? 0 : value * scale;
        double middle = y + BAR / 2.0;
        double least = figures.value(row, Figures.LEAST);
        double most = figures.value(row, Figures.MOST);
        double end = LEFT + (Double.isNaN(most) ? length : most * scale);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4a7ebb\"/>%n"
                        + "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                LEFT - 8,
                middle + 5,
                escaped(row.name()),
                LEFT,
                y,
                length,
                BAR,
                end + 6,
                middle + 5,
                Figures.text(value)));
        if (!Double.isNaN(least) && !Double.isNaN(most)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%3$.1f\" x2=\"%.1f\" y2=\"%3$.1f\" stroke=\"black\" stroke-width=\"2\"/>%n",
                    LEFT + least * scale,
                    end,
                    middle));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
