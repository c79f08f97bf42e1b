// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.ingest.IngestLimits;
import dev.weir.gateway.ingest.kafka.KafkaConfiguration;
import dev.weir.gateway.query.QueryLimits;
import dev.weir.http.StartException;
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
    void hasSafeDefaults() {
        GatewayConfiguration configuration = GatewayConfiguration.from(Map.of());

        assertThat(configuration.http()).isEqualTo(new GatewayConfiguration.Listener("127.0.0.1", 8080));
        assertThat(configuration.management()).isEqualTo(new GatewayConfiguration.Listener("127.0.0.1", 9464));
        assertThat(configuration.grpc()).isEqualTo(new GatewayConfiguration.Listener("127.0.0.1", 9095));
        assertThat(configuration.kafka())
                .isEqualTo(new KafkaConfiguration(
                        KafkaEndpoint.plaintext("127.0.0.1:9092"),
                        "events",
                        KafkaConfiguration.Compression.NONE,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(5),
                        64L << 20));
        assertThat(configuration.ingest().allowedLateness()).isEqualTo(Duration.ofDays(30));
        assertThat(configuration.ingestLimits()).isEqualTo(new IngestLimits(Duration.ofSeconds(30), 2_000));
        assertThat(configuration.queryLimits()).isEqualTo(new QueryLimits(128L << 20, Duration.ZERO));
        assertThat(configuration.drain()).isEqualTo(Duration.ofSeconds(20));
        assertThat(configuration.insecure()).isFalse();
        assertThat(configuration.access().tokens()).isEmpty();
        assertThat(configuration.access().requestsPerClient()).isZero();
        assertThat(configuration.access().requestsOfAll()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_HTTP_HOST,0.0.0.0",
        "WEIR_MANAGEMENT_HOST,192.0.2.1",
        "WEIR_HTTP_HOST,::",
        "WEIR_HTTP_HOST,no.invalid"
    })
    void listensBeyondLoopbackIfInsecureIsAllowed(String variable, String host) {
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of(variable, host)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " must be a loopback address")
                .hasMessageContaining("WEIR_INSECURE=true");
        assertThat(GatewayConfiguration.from(Map.of(variable, host, "WEIR_INSECURE", "true"))
                        .insecure())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_HTTP_HOST,WEIR_JWT_SECRET,0123456789abcdef0123456789abcdef",
        "WEIR_HTTP_HOST,WEIR_JWT_JWKS,https://issuer.example.org/jwks",
        "WEIR_HTTP_HOST,WEIR_INGEST_ALLOWLIST,10.0.0.0/8",
        "WEIR_MANAGEMENT_HOST,WEIR_MANAGEMENT_ALLOWLIST,10.0.0.0/8"
    })
    void listensBeyondLoopbackWithAccessControl(String host, String variable, String value) {
        GatewayConfiguration configuration = GatewayConfiguration.from(Map.of(host, "0.0.0.0", variable, value));

        assertThat(configuration.insecure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_MANAGEMENT_HOST,WEIR_JWT_SECRET,0123456789abcdef0123456789abcdef",
        "WEIR_MANAGEMENT_HOST,WEIR_INGEST_ALLOWLIST,10.0.0.0/8",
        "WEIR_HTTP_HOST,WEIR_MANAGEMENT_ALLOWLIST,10.0.0.0/8",
        "WEIR_HTTP_HOST,WEIR_API_KEYS,ada:0123456789abcdef",
        "WEIR_HTTP_HOST,WEIR_TRUSTED_PROXIES,10.0.0.0/8"
    })
    void needsAccessControlForEachPortBeyondLoopback(String host, String variable, String value) {
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of(host, "0.0.0.0", variable, value)))
                .hasMessageStartingWith(host + " must be a loopback address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
    void recognizesLoopbackAddresses(String host) {
        assertThat(new GatewayConfiguration.Listener(host, 1).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,localhost",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,'a:1,b'",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS,a:99999",
        "WEIR_MAX_IN_FLIGHT,1KiB",
        "WEIR_KAFKA_LINGER,1h",
        "WEIR_BODY_TIMEOUT,0s",
        "WEIR_MAX_REQUESTS_IN_FLIGHT,1",
        "WEIR_QUERY_MEMORY,1MiB",
        "WEIR_QUERY_CACHE,1h",
        "WEIR_HTTP_PORT,-1",
        "WEIR_GRPC_PORT,-1",
        "WEIR_JWT_SECRET,too short",
        "WEIR_JWT_JWKS,ftp://issuer.example.org/jwks",
        "WEIR_JWT_ISSUER,https://issuer.example.org",
        "WEIR_JWT_AUDIENCE,weir",
        "WEIR_JWT_CLOCK_SKEW,1h",
        "WEIR_INGEST_ALLOWLIST,localhost",
        "WEIR_MANAGEMENT_ALLOWLIST,10.0.0.0/33",
        "WEIR_TRUSTED_PROXIES,'10.0.0.1,'",
        "WEIR_CORS_ORIGINS,https://example.org/path",
        "WEIR_CORS_ORIGINS,'https://example.org,*'",
        "WEIR_ALLOWED_HOSTS,https://weir.example.org",
        "WEIR_ALLOWED_HOSTS,weir.example.org:8080",
        "WEIR_API_KEYS,ada",
        "WEIR_API_KEYS,ada:short",
        "WEIR_RATE_LIMIT_TOTAL,-1",
        "WEIR_HTTP_PROT,1"
    })
    void refusesInvalidSettings(String variable, String value) {
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable);
    }

    @Test
    void showsNoSecretInErrorsOrText() {
        String secret = "a-secret-that-is-not-to-be-seen-anywhere";

        assertThatThrownBy(() -> GatewayConfiguration.from(
                        Map.of("WEIR_JWT_SECRET", "seen?", "WEIR_API_KEYS", "ada:" + secret + ",bob:" + secret + " x")))
                .hasMessageContainingAll("WEIR_JWT_SECRET", "32 bytes", "WEIR_API_KEYS", "entry 2")
                .message()
                .doesNotContain("seen");
        assertThat(GatewayConfiguration.from(Map.of("WEIR_JWT_SECRET", secret, "WEIR_API_KEYS", "ada:" + secret))
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void reportsATakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment =
                    Map.of("WEIR_HTTP_PORT", "" + taken.getLocalPort(), "WEIR_MANAGEMENT_PORT", "0");

            assertThatThrownBy(() -> GatewayServer.start(environment))
                    .isInstanceOf(StartException.class)
                    .hasMessage("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use.");
        }
    }
}
