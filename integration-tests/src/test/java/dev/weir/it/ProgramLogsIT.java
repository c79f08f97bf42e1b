// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Checks that each line that a program prints is JSON with the same fields, also when the program cannot start. */
class ProgramLogsIT {
    private static final Map<String, String> JSON = Map.of("WEIR_LOG_FORMAT", "json");
    private static final String GATEWAY = "dev.weir.gateway.Gateway";
    private static final String MIGRATOR = "dev.weir.migrator.Migrator";

    @Test
    void theGatewayLogsThatItsConfigurationIsWrong() throws Exception {
        List<JsonNode> lines = lines(GATEWAY, Map.of("WEIR_HTTP_PORT", "none", "WEIR_QUERY_TIMEOUT", "soon"));

        assertThat(lines).anySatisfy(line -> {
            assertThat(line.get("level").asText()).isEqualTo("ERROR");
            assertThat(line.get("problem").asText()).contains("WEIR_HTTP_PORT", "WEIR_QUERY_TIMEOUT");
        });
    }

    @Test
    void theGatewayLogsThatItsCertificateIsMissing() throws Exception {
        List<JsonNode> lines =
                lines(GATEWAY, Map.of("WEIR_TLS_CERTIFICATE", "/no/such/file", "WEIR_TLS_KEY", "/no/such/file"));

        assertThat(lines)
                .anySatisfy(line -> assertThat(line.path("problem").asText()).contains("/no/such/file"));
    }

    @Test
    void theMigratorLogsThatItsConfigurationIsWrong() throws Exception {
        List<JsonNode> lines = lines(MIGRATOR, Map.of("WEIR_CLICKHOUSE_URL", "a \"name\"\tand no URL"));

        assertThat(lines).anySatisfy(line -> {
            assertThat(line.get("level").asText()).isEqualTo("ERROR");
            assertThat(line.get("message").asText()).contains("WEIR_CLICKHOUSE_URL");
        });
    }

    private static List<JsonNode> lines(String program, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlog4j2.configurationFile=classpath:log4j2.xml",
                program);
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_") || name.contains("JAVA"));
        builder.environment().putAll(environment);
        builder.environment().putAll(JSON);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(1);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : output.lines().toList()) {
            JsonNode parsed = new ObjectMapper().readTree(line);
            assertThat(List.of("timestamp", "level", "logger", "thread", "message"))
                    .as(line)
                    .allSatisfy(field -> assertThat(parsed.has(field)).isTrue());
            lines.add(parsed);
        }
        return lines;
    }
}
