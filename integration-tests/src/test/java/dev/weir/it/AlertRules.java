// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rules of {@code monitoring/alerts.yaml}, and their unit tests. */
record AlertRules(List<JsonNode> rules) {
    static final Path FILE = Path.of("..", "monitoring", "alerts.yaml");
    private static final Path TESTS = Path.of("..", "monitoring", "tests");

    /** A rule of an alert. */
    record Alert(String name, String severity, JsonNode annotations) {}

    /** A case of a unit test: an alert, and how many there should be. */
    record Case(String alert, int firing) {}

    static AlertRules read() throws IOException {
        return new AlertRules(list(yaml(FILE).get("groups"))
                .flatMap(group -> list(group.get("rules")))
                .toList());
    }

    List<Alert> alerts() {
        return rules.stream()
                .filter(rule -> rule.has("alert"))
                .map(rule -> new Alert(
                        rule.get("alert").asText(), rule.at("/labels/severity").asText(), rule.get("annotations")))
                .toList();
    }

    List<String> expressions() {
        return rules.stream().map(rule -> rule.get("expr").asText()).toList();
    }

    /** The metrics that rules record, with the labels that the rules add. */
    Map<String, Set<String>> recorded() {
        Map<String, Set<String>> labels = new HashMap<>();
        rules.stream().filter(rule -> rule.has("record")).forEach(rule -> {
            Set<String> ofMetric = labels.computeIfAbsent(rule.get("record").asText(), name -> new HashSet<>());
            rule.path("labels").fieldNames().forEachRemaining(ofMetric::add);
        });
        return labels;
    }

    /** The files with unit tests. */
    static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList();
        }
    }

    static List<Case> cases(Path test) throws IOException {
        return list(yaml(test).get("tests"))
                .flatMap(unit -> list(unit.path("alert_rule_test")))
                .map(expected -> new Case(
                        expected.get("alertname").asText(),
                        expected.get("exp_alerts").size()))
                .toList();
    }

    private static JsonNode yaml(Path file) throws IOException {
        Object parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return new ObjectMapper().valueToTree(parsed);
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
