// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One of Weir's dashboards for Grafana. */
record Dashboard(JsonNode json) {
    static final Path FOLDER = Path.of("..", "monitoring", "grafana");

    static Dashboard read(String name) throws IOException {
        return new Dashboard(new ObjectMapper().readTree(FOLDER.resolve(name).toFile()));
    }

    List<JsonNode> panels() {
        return list(json.get("panels")).toList();
    }

    /** The queries of the panels in Prometheus' language. Grafana's variables are replaced by values. */
    List<String> expressions() {
        return texts("expr")
                .map(expression -> expression.replace("$__rate_interval", "1m").replace("$__range", "1h"))
                .toList();
    }

    /** The SQL of the panels, with variables and macros. */
    List<String> statements() {
        return texts("rawSql").toList();
    }

    /** The SQL that finds the values of a variable. */
    String statementOf(String variable) {
        return list(json.at("/templating/list"))
                .filter(candidate -> candidate.get("name").asText().equals(variable))
                .map(found -> found.at("/query/rawSql").asText())
                .findFirst()
                .orElseThrow();
    }

    private Stream<String> texts(String field) {
        return panels().stream()
                .flatMap(panel -> list(panel.get("targets")))
                .filter(target -> target.has(field))
                .map(target -> target.get(field).asText());
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
