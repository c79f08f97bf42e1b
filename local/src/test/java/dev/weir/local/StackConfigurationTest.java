package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackConfigurationTest {
    @Test
    void takesTheDocumentedPortsUnlessTold() {
        StackConfiguration configuration = StackConfiguration.read(Map.of("PATH", "/bin", "WEIR_KAFKA_PORT", "19092"));
        assertThat(configuration.ports()).isEqualTo(new Ports(8080, 9464, 8081, 19092, 8123, 9249));
        assertThat(configuration.dataDirectory()).isEqualTo(Path.of(".weir").toAbsolutePath());
        assertThat(configuration.ownClickHouse()).isEmpty();
        assertThat(configuration.environment()).containsOnlyKeys("WEIR_KAFKA_PORT");
    }

    @Test
    void takesAServerOfTheUsers() {
        assertThat(StackConfiguration.read(Map.of("WEIR_CLICKHOUSE_URL", "http://elsewhere:8123"))
                        .ownClickHouse())
                .isPresent();
    }

    @Test
    void choosesDifferentFreePortsForATest() {
        Ports ports = StackConfiguration.onFreePorts(Path.of("data"), Map.of("WEIR_JOB_PARALLELISM", "1"))
                .ports();
        assertThat(new int[] {
                    ports.http(),
                    ports.management(),
                    ports.flinkUi(),
                    ports.kafka(),
                    ports.clickHouse(),
                    ports.flinkMetrics()
                })
                .doesNotHaveDuplicates()
                .doesNotContain(0);
    }

    @Test
    void refusesACertificateThatTheGatewayCouldNotUse() {
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
    void namesATakenPortAndItsVariable() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Ports ports = new Ports(0, 0, port, 0, 0, 0);
            assertThatThrownBy(() -> ports.refuseTaken(true))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port " + port + " is taken")
                    .hasMessageContaining("WEIR_FLINK_UI_PORT");
        }
    }

    @Test
    void listsEveryVariableOfRunInItsHelp() {
        assertThat(Run.help())
                .contains("./run [--demo]", "WEIR_DATA_DIR", "WEIR_CLICKHOUSE_PORT", "WEIR_DEDUP_HORIZON")
                .doesNotContain("WEIR_KAFKA_LINGER");
    }
}
