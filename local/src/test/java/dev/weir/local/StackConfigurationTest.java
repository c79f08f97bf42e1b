// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Variable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackConfigurationTest {
    @Test
    void usesTheDocumentedPortsByDefault() {
        StackConfiguration configuration = StackConfiguration.read(Map.of("PATH", "/bin", "WEIR_KAFKA_PORT", "19092"));
        assertThat(configuration.ports()).isEqualTo(new Ports(8080, 9464, 9095, 8081, 19092, 8123, 9249));
        assertThat(configuration.dataDirectory()).isEqualTo(Path.of(".weir").toAbsolutePath());
        assertThat(configuration.ownClickHouse()).isEmpty();
        assertThat(configuration.environment()).containsOnlyKeys("WEIR_KAFKA_PORT");
    }

    @Test
    void usesAnExternalClickHouse() {
        assertThat(StackConfiguration.read(Map.of("WEIR_CLICKHOUSE_URL", "http://elsewhere:8123"))
                        .ownClickHouse())
                .isPresent();
    }

    @Test
    void choosesDifferentFreePortsForATest() {
        Ports ports = StackConfiguration.onFreePorts(Path.of("data"), Map.of("WEIR_JOB_PARALLELISM", "1"))
                .ports()
                .chosen();
        assertThat(new int[] {
                    ports.http(),
                    ports.management(),
                    ports.grpc(),
                    ports.flinkUi(),
                    ports.kafka(),
                    ports.clickHouse(),
                    ports.flinkMetrics()
                })
                .doesNotHaveDuplicates()
                .doesNotContain(0);
    }

    @Test
    void refusesAnUnusableCertificate() {
        assertThatThrownBy(() -> StackConfiguration.read(
                        Map.of("WEIR_TLS_CERTIFICATE", "/no/such.crt", "WEIR_TLS_KEY", "/no/such.key")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_TLS_CERTIFICATE")
                .hasMessageContaining("/no/such.crt");
    }

    @Test
    void refusesAMisspeltName() {
        assertThatThrownBy(() -> StackConfiguration.read(Map.of("WEIR_HTTP_PROT", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_HTTP_PORT");
    }

    @Test
    void reportsATakenPortWithItsVariable() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Ports ports = new Ports(0, 0, 0, port, 0, 0, 0);
            assertThat(ports.problems(true))
                    .singleElement()
                    .asString()
                    .contains("Port " + port + " is in use", "WEIR_FLINK_UI_PORT");
        }
    }

    @Test
    void reportsEveryPortThatIsUsedTwice() {
        assertThatThrownBy(
                        () -> StackConfiguration.read(Map.of("WEIR_KAFKA_PORT", "8080", "WEIR_FLINK_UI_PORT", "9464")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_KAFKA_PORT is 8080, and so is WEIR_HTTP_PORT")
                .hasMessageContaining("WEIR_FLINK_UI_PORT is 9464, and so is WEIR_MANAGEMENT_PORT");
    }

    @Test
    void ignoresThePortOfClickHouseIfUnused() {
        assertThat(StackConfiguration.read(
                        Map.of("WEIR_CLICKHOUSE_PORT", "8080", "WEIR_CLICKHOUSE_URL", "http://elsewhere:8123")))
                .isNotNull();
    }

    @Test
    void helpListsEveryVariable() {
        assertThat(Help.text())
                .contains(
                        "./run [--demo]",
                        "WEIR_CORS_ORIGINS",
                        "WEIR_JWT_SECRET",
                        "WEIR_API_KEYS",
                        "WEIR_RATE_LIMIT_TOTAL");
        for (Variable variable : Variable.values()) {
            assertThat(Help.text().contains("  " + variable.variableName() + " "))
                    .as(variable.variableName())
                    .isEqualTo(!Help.SET_BY_THE_STACK.contains(variable));
        }
    }
}
