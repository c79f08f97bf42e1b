package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.http.StartException;
import dev.weir.gateway.ingest.kafka.KafkaConfiguration;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigurationTest {
    @Test
    void hasDefaultsForOneMachine() {
        GatewayConfiguration configuration = GatewayConfiguration.from(Map.of());

        assertThat(configuration.http()).isEqualTo(new GatewayConfiguration.Listener("127.0.0.1", 8080));
        assertThat(configuration.management()).isEqualTo(new GatewayConfiguration.Listener("127.0.0.1", 9464));
        assertThat(configuration.kafka())
                .isEqualTo(new KafkaConfiguration(
                        KafkaEndpoint.plaintext("127.0.0.1:9092"),
                        "events",
                        KafkaConfiguration.Compression.NONE,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(5),
                        64L << 20));
        assertThat(configuration.ingest().allowedLateness()).isEqualTo(Duration.ofDays(30));
        assertThat(configuration.drain()).isEqualTo(Duration.ofSeconds(20));
        assertThat(configuration.insecure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_HTTP_HOST,0.0.0.0",
        "WEIR_MANAGEMENT_HOST,192.0.2.1",
        "WEIR_HTTP_HOST,::",
        "WEIR_HTTP_HOST,no.invalid"
    })
    void listensBeyondLoopbackOnlyWhenToldThatItIsInsecure(String variable, String host) {
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of(variable, host)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " must be a loopback address")
                .hasMessageContaining("WEIR_INSECURE=true");
        assertThat(GatewayConfiguration.from(Map.of(variable, host, "WEIR_INSECURE", "true"))
                        .insecure())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
    void knowsLoopback(String host) {
        assertThat(new GatewayConfiguration.Listener(host, 1).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,localhost",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,'a:1,b'",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,a:99999",
        "WEIR_MAX_IN_FLIGHT,1KiB",
        "WEIR_KAFKA_LINGER,1h",
        "WEIR_HTTP_PORT,-1",
        "WEIR_HTTP_PROT,1"
    })
    void refusesWhatCannotWork(String variable, String value) {
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable);
    }

    @Test
    void saysInASentenceThatAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment =
                    Map.of("WEIR_HTTP_PORT", "" + taken.getLocalPort(), "WEIR_MANAGEMENT_PORT", "0");

            assertThatThrownBy(() -> GatewayServer.start(environment))
                    .isInstanceOf(StartException.class)
                    .hasMessage("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use.");
        }
    }
}
