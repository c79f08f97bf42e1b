// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the form of the dashboards and of Prometheus' configuration. TelemetryIT runs the queries. */
class DashboardsTest {
    @ParameterizedTest
    @ValueSource(strings = {"pipeline.json", "business.json"})
    void usesProvisionedDataSources(String name) throws IOException {
        Map<String, String> provisioned = provisionedTypes();

        List<JsonNode> used = Dashboard.read(name).json().findValues("datasource");

        assertThat(used).isNotEmpty().allSatisfy(source -> assertThat(
                        source.get("type").asText())
                .isEqualTo(provisioned.get(source.get("uid").asText())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline.json", "business.json"})
    void laysPanelsOutWithoutOverlap(String name) throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> covered = new HashSet<>();
        for (JsonNode panel : Dashboard.read(name).panels()) {
            String title = panel.get("title").asText();
            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
            JsonNode place = panel.get("gridPos");
            int right = place.get("x").asInt() + place.get("w").asInt();
            int bottom = place.get("y").asInt() + place.get("h").asInt();
            assertThat(right).as(title).isLessThanOrEqualTo(24);
            for (int x = place.get("x").asInt(); x < right; x++) {
                for (int y = place.get("y").asInt(); y < bottom; y++) {
                    assertThat(covered.add(List.of(x, y))).as(title).isTrue();
                }
            }
        }
    }

    @Test
    void prometheusParsesEveryExpression(@TempDir Path folder) throws Exception {
        List<Map<String, String>> rules = new ArrayList<>();
        for (String expression : Dashboard.read("pipeline.json").expressions()) {
            rules.add(Map.of("record", "r" + rules.size(), "expr", expression));
        }
        assertThat(rules).isNotEmpty();
        // JSON is YAML.
        Path file = folder.resolve("rules.yaml");
        new ObjectMapper()
                .writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "dashboards", "rules", rules))));

        assertThat(Promtool.run("check", "rules", file.toString())).contains(rules.size() + " rules found");
    }

    @Test
    void prometheusAcceptsTheConfiguration() throws Exception {
        assertThat(Promtool.run("check", "config", "monitoring/prometheus.yml")).contains("SUCCESS");
    }

    private static Map<String, String> provisionedTypes() throws IOException {
        Object file = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Dashboard.FOLDER.resolve("datasources.yaml")));
        JsonNode sources = new ObjectMapper().valueToTree(file).get("datasources");
        Map<String, String> types = new TreeMap<>();
        sources.forEach(source ->
                types.put(source.get("uid").asText(), source.get("type").asText()));
        return types;
    }
}
