// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.configuration.ConfigurationException;
import dev.weir.gateway.TestGateway.Answer;
import dev.weir.gateway.contract.OpenApiDocument;
import dev.weir.gateway.contract.OpenApiDocument.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a gateway with a file of definitions. ClickHouse is not running. */
final class DefinedMetricsHttpTest {
    private static final String FILE = """
            metrics:
              - name: revenue
                description: Revenue by plan.
                type: purchase
                aggregate: sum
                of: value
                by: [properties.plan]
            """;

    @Test
    void listsDefinedMetricsInTheCatalogueAndInErrors(@TempDir Path folder) throws IOException {
        try (TestGateway gateway = gateway(folder, FILE)) {
            Answer catalogue = gateway.get("/metrics");

            List<String> names = new ArrayList<>();
            catalogue
                    .body()
                    .get("metrics")
                    .forEach(metric -> names.add(metric.get("metric").asText()));
            assertThat(names).containsExactly("views", "active_users", "views_30d", "events", "revenue");
            JsonNode revenue = catalogue.body().get("metrics").get(4);
            assertThat(revenue.get("aggregate").asText()).isEqualTo("sum");
            assertThat(revenue.get("measured").isNull()).isTrue();
            assertThat(objections(gateway, catalogue)).isEmpty();
            assertThat(gateway.get("/metrics?metric=visits")
                            .body()
                            .at("/error/message")
                            .asText())
                    .isEqualTo("Unknown metric. Available metrics: views, active_users, views_30d, events, revenue.");
        }
    }

    @Test
    void returnsADefinedMetric(@TempDir Path folder) throws IOException {
        try (TestGateway gateway = gateway(folder, FILE)) {
            Answer unavailable = gateway.get("/metrics?metric=revenue&properties.plan=pro&tz=Europe/Berlin");
            assertThat(unavailable.errorCode()).isEqualTo("clickhouse_unavailable");
            assertThat(objections(gateway, unavailable)).isEmpty();

            Answer refused = gateway.get("/metrics?metric=revenue&by=country");
            assertThat(refused.errorCode()).isEqualTo("invalid_parameter");
            assertThat(refused.body().at("/error/field").asText()).isEqualTo("by");
        }
    }

    @Test
    void gatewayRefusesToStartIfTheFileIsInvalid(@TempDir Path folder) {
        assertThatThrownBy(() -> gateway(folder, FILE.replace("sum", "average")).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_METRICS_FILE")
                .hasMessageContaining("average");
    }

    private static TestGateway gateway(Path folder, String definitions) throws IOException {
        Path file = Files.writeString(folder.resolve("metrics.yaml"), definitions);
        return new TestGateway(8L << 20, Map.of("WEIR_METRICS_FILE", file.toString()));
    }

    private static List<String> objections(TestGateway gateway, Answer answer) {
        OpenApiDocument document =
                OpenApiDocument.parse(gateway.get("/openapi.json").raw().body());
        Operation metrics = document.operations().stream()
                .filter(operation -> operation.path().equals("/metrics"))
                .findFirst()
                .orElseThrow();
        return document.objections(
                metrics,
                answer.status(),
                answer.header("Content-Type"),
                answer.raw().body());
    }
}
