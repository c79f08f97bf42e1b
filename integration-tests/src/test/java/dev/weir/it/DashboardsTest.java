// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the form of the dashboards, of the alerts and of Prometheus' configuration. TelemetryIT runs the queries. */
class DashboardsTest {
    /** Set by {@code .ci/run}, which installs promtool. */
    private static final boolean MUST_RUN = Boolean.getBoolean("weir.promtool.required");

    private static final Path ROOT = Path.of("..");

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

        assertThat(promtool("check", "rules", file.toString())).contains(rules.size() + " rules found");
    }

    @Test
    void prometheusAcceptsTheAlertsAndTheConfiguration() throws Exception {
        assertThat(promtool("check", "rules", "docs/alerts.yaml")).contains("SUCCESS");
        assertThat(promtool("check", "config", "--syntax-only", "monitoring/prometheus.yml"))
                .contains("SUCCESS");
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

    /** Runs promtool in the root of the repository. Returns what it printed. */
    private static String promtool(String... arguments) throws IOException, InterruptedException {
        assumeTrue(MUST_RUN || SystemCommand.onPath("promtool").isPresent(), "promtool is not on the PATH");
        return SystemCommand.output(new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .directory(ROOT.toFile()));
    }
}
