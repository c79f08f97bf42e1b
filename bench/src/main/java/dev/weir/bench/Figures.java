// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of numbers with one unit. */
record Figures(String title, String unit, List<String> columns, List<Row> rows) {
    static final String MEDIAN = "median";
    static final String LEAST = "least";
    static final String MOST = "most";

    /** @param note a remark on the row for the reader; may be empty */
    record Row(String name, List<Double> values, String note) {}

    Figures {
        for (Row row : rows) {
            if (row.values().size() != columns.size()) {
                throw new IllegalArgumentException(row.name() + " has not a value for each column");
            }
        }
    }

    /** The value, or NaN if there is no such column. */
    double value(Row row, String column) {
        int index = columns.indexOf(column);
        return index < 0 ? Double.NaN : row.values().get(index);
    }

    /** The table as lines of text, with names aligned left and numbers aligned right. */
    List<String> lines() {
        String head = String.format(Locale.ROOT, "%s (%s)", title, unit);
        int nameWidth = Math.max(
                head.length(),
                rows.stream().mapToInt(row -> row.name().length()).max().orElse(0));
        List<Integer> widths = IntStream.range(0, columns.size())
                .map(column -> Math.max(
                        columns.get(column).length(),
                        rows.stream()
                                .mapToInt(row -> text(row.values().get(column)).length())
                                .max()
                                .orElse(0)))
                .boxed()
                .toList();
        return Stream.concat(
                        Stream.of(line(nameWidth, head, widths, columns, "")),
                        rows.stream()
                                .map(row -> line(
                                        nameWidth,
                                        row.name(),
                                        widths,
                                        row.values().stream().map(Figures::text).toList(),
                                        row.note())))
                .toList();
    }

    private static String line(int nameWidth, String name, List<Integer> widths, List<String> cells, String note) {
        StringBuilder line = new StringBuilder(name).append(" ".repeat(nameWidth - name.length()));
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append("  ")
                    .append(" ".repeat(widths.get(column) - cell.length()))
                    .append(cell);
        }
        return note.isEmpty() ? line.toString() : line.append("  ").append(note).toString();
    }

    static String text(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
