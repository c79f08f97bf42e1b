// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaEndpointTest {
    private static final Map<String, String> LOGIN = Map.of(
            "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl_ssl", "WEIR_KAFKA_USER", "weir", "WEIR_KAFKA_PASSWORD", "s3cret");

    @Test
    void needsNoCredentialsByDefault() {
        assertThat(read(Map.of())).isEqualTo(KafkaEndpoint.plaintext("127.0.0.1:9092"));
    }

    @ParameterizedTest
    @CsvSource({"plain,PLAIN,plain.PlainLoginModule", "scram-sha-256,SCRAM-SHA-256,scram.ScramLoginModule"})
    void configuresEachSaslMechanism(String mechanism, String kafkaName, String module) {
        Map<String, String> environment = new HashMap<>(LOGIN);
        environment.put("WEIR_KAFKA_SASL_MECHANISM", mechanism);

        assertThat(read(environment).security())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", kafkaName)
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security." + module
                                + " required username=\"weir\" password=\"s3cret\";");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(read(LOGIN)).hasToString("127.0.0.1:9092 (SASL_SSL)");
    }

    @Test
    void refusesALoginWithoutUserOrPassword() {
        assertThatThrownBy(() -> read(Map.of("WEIR_KAFKA_SECURITY_PROTOCOL", "sasl_plaintext")))
                .hasMessageContaining("WEIR_KAFKA_USER must be set")
                .hasMessageContaining("WEIR_KAFKA_PASSWORD must be set");
    }

    @Test
    void refusesSettingsThatTheProtocolIgnores() {
        assertThatThrownBy(() -> read(Map.of("WEIR_KAFKA_PASSWORD", "s3cret", "WEIR_KAFKA_CA", "ca.pem")))
                .hasMessageContaining("WEIR_KAFKA_CA has an effect only if WEIR_KAFKA_SECURITY_PROTOCOL is ssl or")
                .hasMessageContaining("WEIR_KAFKA_PASSWORD has an effect only if")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesFilesThatAreNotPem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "s3cret");

        assertThatThrownBy(() -> read(Map.of("WEIR_KAFKA_SECURITY_PROTOCOL", "ssl", "WEIR_KAFKA_CA", file.toString())))
                .hasMessage("WEIR_KAFKA_CA names a file that does not contain certificates in PEM: " + file);
        assertThatThrownBy(() -> read(Map.of("WEIR_KAFKA_SECURITY_PROTOCOL", "ssl", "WEIR_KAFKA_KEY", file.toString())))
                .hasMessageContaining("WEIR_KAFKA_CERTIFICATE and WEIR_KAFKA_KEY belong together")
                .hasMessageContaining("WEIR_KAFKA_KEY names a file that contains no private key in PEM: " + file);
    }

    private static KafkaEndpoint read(Map<String, String> environment) {
        return Settings.read(Program.GATEWAY, environment, KafkaEndpoint::from);
    }
}
