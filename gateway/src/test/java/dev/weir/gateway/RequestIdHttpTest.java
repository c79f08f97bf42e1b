// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestIdHttpTest {
    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/events,415",
        "GET,/health,200",
        "HEAD,/health,200",
        "GET,/nothing,404",
        "GET,/events,405",
        "GET,/metrics?metric=views,503",
        "GET,/metrics?metric=none,400"
    })
    void everyResponseHasARequestId(String method, String path, int status) {
        Answer answer = send(gateway.uri(path), method, "my-id:1");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-Request-ID")).isEqualTo("my-id:1");
    }

    @Test
    void responsesOfTheManagementPortHaveARequestId() {
        assertThat(send(gateway.managementUri("/nothing"), "GET", "my-id").header("X-Request-ID"))
                .isEqualTo("my-id");
    }

    @ParameterizedTest
    @MethodSource("longest")
    @ValueSource(strings = {"a", "7b3d/9+Q==", "trace.1_2~3@host"})
    void returnsTheIdOfTheClient(String id) {
        assertThat(send(gateway.uri("/health"), "GET", id).header("X-Request-ID"))
                .isEqualTo(id);
    }

    static String[] longest() {
        return new String[] {"x".repeat(128)};
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    @ValueSource(strings = {"", "a b", "<script>", "\"", "a;b", "{}", "a\tb"})
    void replacesAnUnusableIdOfTheClient(String id) {
        String made = send(gateway.uri("/health"), "GET", id).header("X-Request-ID");

        assertThat(UUID.fromString(made).version()).isEqualTo(7);
    }

    static String[] tooLong() {
        return new String[] {"x".repeat(129)};
    }

    @Test
    void generatesADifferentIdForEachRequest() {
        assertThat(gateway.get("/health").header("X-Request-ID"))
                .isNotEqualTo(gateway.get("/health").header("X-Request-ID"));
    }

    private Answer send(URI uri, String method, String id) {
        return gateway.send(HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .header("X-Request-ID", id)
                .build());
    }
}
