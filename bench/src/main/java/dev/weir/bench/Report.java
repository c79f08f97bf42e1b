// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a scenario, as tables and a chart for people and as JSON for programs.
 *
 * @param configuration the options of the run
 * @param chart the column of the first figures that the chart shows
 */
record Report(
        String scenario, Machine machine, Map<String, Object> configuration, List<Figures> figures, String chart) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Figures one : figures) {
            if (!one.rows().isEmpty()) {
                lines.add("");
                lines.addAll(one.lines());
            }
        }
        lines.add("");
        lines.add(machine.line());
        lines.add("configuration: " + configuration);
        return lines;
    }

    /** Writes NAME.json and NAME.svg. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(scenario + ".json"), json() + "\n");
        Files.writeString(folder.resolve(scenario + ".svg"), BarChart.of(figures.get(0), chart));
    }

    String json() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("scenario", scenario);
        document.put("machine", machine);
        document.put("configuration", configuration);
        document.put("figures", figures.stream().map(Report::document).toList());
        return JSON.writeValueAsString(document);
    }

    private static Map<String, Object> document(Figures figures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", figures.title());
        document.put("unit", figures.unit());
        document.put(
                "rows", figures.rows().stream().map(row -> row(figures, row)).toList());
        return document;
    }

    private static Map<String, Object> row(Figures figures, Figures.Row row) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", row.name());
        figures.columns().stream()
                .filter(column -> !Double.isNaN(figures.value(row, column)))
                .forEach(column -> document.put(column, figures.value(row, column)));
        if (!row.note().isEmpty()) {
            document.put("note", row.note());
        }
        return document;
    }
}
