// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void reportsAllErrorsTogether() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = environment();
            environment.put("WEIR_KAFKA_PORT", Integer.toString(taken.getLocalPort()));
            environment.put("WEIR_CORS_ORIGINS", "shop.example.org/path");
            environment.put("WEIR_QUERY_TIMEOUT", "5 parsecs");
            environment.put("WEIR_CHECKPOINT_INTERVAL", "soon");
            assertThatThrownBy(() -> Preflight.open(environment, line -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("WEIR_CORS_ORIGINS")
                    .hasMessageContaining("WEIR_QUERY_TIMEOUT")
                    .hasMessageContaining("WEIR_CHECKPOINT_INTERVAL")
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is in use")
                    .hasMessageContaining("nothing was started");
        }
    }

    @Test
    void reportsErrorsOfOtherProgramsDoublePortsAndMissingFiles() {
        Map<String, String> environment = environment();
        environment.put("WEIR_HTTP_PORT", "18080");
        environment.put("WEIR_FLINK_UI_PORT", "18080");
        environment.put("WEIR_TLS_CERTIFICATE", "/no/such.crt");
        environment.put("WEIR_TLS_KEY", "/no/such.key");
        environment.put("WEIR_RATE_LIMIT_TOTAL", "many");
        environment.put("WEIR_STATE_BACKEND", "paper");
        assertThatThrownBy(() -> Preflight.open(environment, line -> {}))
                .hasMessageContaining("WEIR_FLINK_UI_PORT is 18080, and so is WEIR_HTTP_PORT")
                .hasMessageContaining("/no/such.crt")
                .hasMessageContaining("WEIR_RATE_LIMIT_TOTAL")
                .hasMessageContaining("WEIR_STATE_BACKEND")
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage()).lines()).doesNotHaveDuplicates());
    }

    @Test
    void reportsADataDirectoryThatCannotBeCreated() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, String> environment = environment();
        environment.put("WEIR_DATA_DIR", file.resolve("data").toString());
        environment.put("WEIR_WAIT_TIMEOUT", "never");
        assertThatThrownBy(() -> Preflight.open(environment, line -> {}))
                .hasMessageContaining("WEIR_DATA_DIR")
                .hasMessageContaining("WEIR_WAIT_TIMEOUT");
    }

    @Test
    void releasesTheDataDirectoryAfterARefusal() {
        Map<String, String> environment = environment();
        environment.put("WEIR_WAIT_TIMEOUT", "never");
        assertThatThrownBy(() -> Preflight.open(environment, line -> {})).isInstanceOf(StackException.class);
        environment.remove("WEIR_WAIT_TIMEOUT");
        Preflight.open(environment, line -> {}).close();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_DATA_DIR", folder.resolve("data").toString());
        for (String port : List.of("HTTP", "MANAGEMENT", "GRPC", "FLINK_UI", "FLINK_METRICS", "KAFKA", "CLICKHOUSE")) {
            environment.put("WEIR_" + port + "_PORT", "0");
        }
        return environment;
    }
}
